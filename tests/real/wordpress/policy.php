<?php
// The test site's policy; the REST interface is untouched. No mail leaves, and visitors may comment in quick succession.
add_filter('pre_wp_mail', '__return_true');
remove_filter('wp_is_comment_flood', 'wp_check_comment_flood', 10);
add_filter('wp_is_comment_flood', '__return_false', 99);
