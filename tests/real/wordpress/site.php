<?php
// Does inside the site what people do in its own pages, and shows what is on it. Prints one JSON value.
//   php site.php WWW fill POST COUNT           so many approved comments of visitors
//   php site.php WWW answer COMMENT TEXT       the shop answers in WordPress itself
//   php site.php WWW trash COMMENT
//   php site.php WWW show COMMENT              status, and the answers beneath it
//   php site.php WWW count
$_SERVER['HTTP_HOST'] = '127.0.0.1';
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI'] = '/';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REMOTE_ADDR'] = '127.0.0.1';
require $argv[1] . '/wp-load.php';

function answers(int $comment): array {
  $out = [];
  foreach (get_comments(['parent' => $comment, 'status' => 'all']) as $answer) {
    $out[] = ['id' => (int)$answer->comment_ID, 'author' => $answer->comment_author, 'user' => (int)$answer->user_id, 'text' => $answer->comment_content,
              'status' => wp_get_comment_status($answer)];
  }
  return $out;
}

function fill(int $post, int $count): int {
  global $wpdb;
  $wpdb->query('START TRANSACTION');
  for ($i = 0; $i < $count; ++$i) {
    $at = gmdate('Y-m-d H:i:s', time() - 86400 + $i * 30);
    $wpdb->insert($wpdb->comments, ['comment_post_ID' => $post, 'comment_author' => "Visitor $i", 'comment_author_email' => "visitor$i@example.test",
      'comment_content' => "Where is my order $i?", 'comment_approved' => '1', 'comment_type' => 'comment', 'comment_date' => $at, 'comment_date_gmt' => $at]);
  }
  $wpdb->query('COMMIT');
  wp_update_comment_count_now($post);
  return $count;
}

function answer(int $comment, string $text): int {
  $shop = get_user_by('login', 'shop');
  return wp_insert_comment(['comment_post_ID' => get_comment($comment)->comment_post_ID, 'comment_parent' => $comment, 'comment_content' => $text, 'user_id' => $shop->ID,
    'comment_author' => $shop->display_name, 'comment_author_email' => $shop->user_email, 'comment_approved' => 1]);
}

switch ($argv[2]) {
  case 'fill': $result = fill((int)$argv[3], (int)$argv[4]); break;
  case 'answer': $result = answer((int)$argv[3], $argv[4]); break;
  case 'trash': $result = wp_trash_comment((int)$argv[3]); break;
  case 'show': $result = ['status' => wp_get_comment_status((int)$argv[3]), 'answers' => answers((int)$argv[3])]; break;
  case 'count': $result = (int)get_comments(['count' => true, 'status' => 'all']); break;
  default: exit(2);
}
echo json_encode($result), "\n";
