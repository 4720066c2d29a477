<?php
// Run once by start.sh: installs the site and makes its users, an application password and two posts.
$_SERVER['HTTP_HOST'] = '127.0.0.1:' . getenv('PORT');
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI'] = '/';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REMOTE_ADDR'] = '127.0.0.1';
define('WP_INSTALLING', true);
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install('Atelier Test', 'admin', 'admin@example.test', false, '', getenv('ADMIN_PASSWORD'));
global $wp_rewrite;
update_option('permalink_structure', '/%year%/%postname%/');
$wp_rewrite->init();
$wp_rewrite->flush_rules(false);
update_option('default_pingback_flag', 0);
update_option('timezone_string', 'Europe/Bucharest');
update_option('comment_registration', 0);
update_option('require_name_email', 1);
update_option('comment_previously_approved', 1);  // the default: an author's first comment is held
update_option('moderation_keys', "refund\nrambursare\nreklamacja\nрекламация");
update_option('disallowed_keys', 'casino');
update_option('thread_comments', 1);
update_option('thread_comments_depth', 5);
foreach (get_comments(['fields' => 'ids']) as $id) wp_delete_comment($id, true);  // the sample comment

$shop = wp_insert_user(['user_login' => 'shop', 'user_pass' => getenv('SHOP_PASSWORD'), 'user_email' => 'shop@example.test',
                        'display_name' => 'Atelier Test', 'role' => 'editor']);
list($password) = WP_Application_Passwords::create_new_application_password($shop, ['name' => 'replywatch']);
$titles = ['handmade-mug' => 'Cana făcută manual / Ręcznie robiony kubek / Ръчно изработена чаша',
           'wool-scarf' => 'Eșarfă de lână / Szalik wełniany / Вълнен шал'];
$posts = [];
foreach ($titles as $slug => $title) {
  $posts[$slug] = wp_insert_post(['post_title' => $title, 'post_name' => $slug, 'post_content' => '<p>Produs nou.</p>',
                                  'post_status' => 'publish', 'post_author' => $shop, 'comment_status' => 'open']);
}
$url = 'http://127.0.0.1:' . getenv('PORT');
$site = ['url' => $url, 'user' => 'shop', 'app_password' => WP_Application_Passwords::chunk_password($password), 'user_id' => $shop, 'posts' => $posts,
         'wordpress' => get_bloginfo('version')];
file_put_contents(getenv('OUT') . '.new', json_encode($site, JSON_UNESCAPED_SLASHES | JSON_PRETTY_PRINT));
rename(getenv('OUT') . '.new', getenv('OUT'));
