<?php
// Runs one order against the site in the current folder and prints a line of JSON:
//   post TITLE TEXT | comment POST AUTHOR TEXT | edit POST TEXT | remove COMMENT
require './wp-load.php';
[, $order, $first, $second, $third] = array_pad($argv, 5, '');
switch ($order) {
    case 'post':
        $made = wp_insert_post(wp_slash([
            'post_title' => $first, 'post_content' => $second,
            'post_status' => 'publish', 'post_author' => 1,
        ]));
        break;
    case 'comment':
        $made = wp_insert_comment(wp_slash([
            'comment_post_ID' => (int) $first, 'comment_author' => $second,
            'comment_content' => $third, 'comment_approved' => 1,
        ]));
        break;
    case 'edit':
        $made = wp_update_post(wp_slash(['ID' => (int) $first, 'post_content' => $second]));
        break;
    case 'remove':
        $made = wp_delete_comment((int) $first, true) ? 1 : 0;
        break;
    default:
        $made = 0;
}
echo json_encode(['made' => $made]), "\n";
