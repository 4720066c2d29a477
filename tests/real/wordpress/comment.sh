#!/usr/bin/env bash
# Comments through the site's public form, as a visitor's browser does.
#   comment.sh URL POST_ID NAME EMAIL TEXT [PARENT]     prints the HTTP status; 302 is "taken"
set -eu
curl -sS -o /dev/null -w '%{http_code}\n' "$1/wp-comments-post.php" \
  --data-urlencode "comment_post_ID=$2" --data-urlencode "author=$3" --data-urlencode "email=$4" \
  --data-urlencode "comment=$5" --data-urlencode "comment_parent=${6:-0}" --data-urlencode "url="
