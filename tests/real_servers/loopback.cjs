// Every listener of this process is bound to the machine itself, whatever it asked for.
const net = require('node:net')

const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...args) {
  const first = args[0]
  if (first !== null && typeof first === 'object' && first.port !== undefined && !first.path) {
    return listen.apply(this, [{ ...first, host: '127.0.0.1' }, ...args.slice(1)])
  }
  const isPath = typeof first === 'string' && !/^\d+$/.test(first)
  if (isPath || (first !== null && typeof first === 'object')) return listen.apply(this, args)
  const port = typeof first === 'function' || first === undefined ? 0 : Number(first)
  return listen.apply(this, [port, '127.0.0.1', ...args.filter((arg) => typeof arg === 'function')])
}
