// Bluesky's own servers with a few accounts and posts. Says where they are in a line of JSON,
// then obeys a line of JSON each on standard input and answers each with another.
import { createInterface } from 'node:readline'
import { TestNetwork } from '@atproto/dev-env'

const network = await TestNetwork.create({
  dbPostgresSchema: 'shop',
  pds: { hostname: 'localhost' },
  bsky: { dbPostgresSchema: 'bsky' },
})
const seed = network.getSeedClient()
const accounts = {}
for (const name of ['bakery', 'ann']) {
  const handle = `${name}.test`
  await seed.createAccount(name, { handle, email: `${name}@example.org`, password: `${name}-pass` })
  accounts[name] = { did: seed.dids[name], handle, password: `${name}-pass` }
}

const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`)
const orders = {
  post: async ({ by, text, mention }) => {
    const did = seed.dids[by]
    const start = mention ? Buffer.byteLength(text.slice(0, text.indexOf(`@${mention}`))) : 0
    const facets = mention
      ? [
          {
            index: { byteStart: start, byteEnd: start + mention.length + 1 },
            features: [{ $type: 'app.bsky.richtext.facet#mention', did: seed.dids[mention] }],
          },
        ]
      : undefined
    const { ref } = await seed.post(did, text, facets)
    return { uri: ref.uriStr, cid: ref.cidStr }
  },
  like: async ({ by, uri, cid }) => {
    await seed.like(seed.dids[by], { uriStr: uri, cidStr: cid, raw: { uri, cid } })
  },
  remove: async ({ by, uri }) => {
    await seed.agent.app.bsky.feed.post.delete(
      { repo: seed.dids[by], rkey: uri.split('/').pop() },
      seed.getHeaders(seed.dids[by]),
    )
  },
}

say({ server: network.pds.url, accounts })
for await (const line of createInterface({ input: process.stdin })) {
  const { order, ...rest } = JSON.parse(line)
  try {
    const answer = await orders[order](rest)
    await network.processAll()
    say(answer ?? {})
  } catch (trouble) {
    say({ trouble: String(trouble?.stack ?? trouble) })
  }
}
await network.close()
process.exit(0)
