#!/usr/bin/env bash
# Starts a real WordPress (Debian packages) with its database on loopback; everything it owns lies under DIR.
#   start.sh PORT DIR     again: starts what is stopped and keeps the data
# Prints one JSON object: addresses, users, passwords, posts. Exit status 2: something is not installed.
set -euo pipefail
port=${1:?usage: start.sh PORT DIR}
mkdir -p "${2:?usage: start.sh PORT DIR}"
dir=$(cd "$2" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
source=/usr/share/wordpress
socket=$dir/run/db.sock
PATH=$PATH:/usr/sbin

for program in php mariadbd mariadb-install-db mariadb-admin mariadb curl; do
  command -v "$program" >/dev/null || { echo "missing: $program" >&2; exit 2; }
done
[ -f "$source/wp-load.php" ] || { echo "missing: $source (package wordpress)" >&2; exit 2; }
[ ${#socket} -le 100 ] || { echo "too long for a socket: $socket" >&2; exit 2; }
umask 077
mkdir -p "$dir"/{run,log,tmp}

runs() { [ -s "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null; }
database() {
  local program=$1
  shift
  "$program" --no-defaults -uroot -S "$socket" "$@"
}
as_root=()
[ "$(id -u)" != 0 ] || as_root=(--user=root)

make_secrets() {
  [ ! -s "$dir/secrets" ] || return 0
  random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
  printf 'ADMIN_PASSWORD=%s\nSHOP_PASSWORD=%s\nSALT=%s\n' "$(random 12)" "$(random 12)" "$(random 32)" >"$dir/secrets"
}

start_database() {
  if [ ! -d "$dir/db/mysql" ]; then
    mariadb-install-db --no-defaults "${as_root[@]}" --datadir="$dir/db" --auth-root-authentication-method=normal \
      --skip-test-db --skip-name-resolve >"$dir/log/install-db.log" 2>&1
  fi
  if ! runs "$dir/run/db.pid"; then
    rm -f "$socket"
    # A group of its own, so that it can be stopped as a whole. No TCP.
    setsid mariadbd --no-defaults "${as_root[@]}" --datadir="$dir/db" --socket="$socket" --pid-file="$dir/run/mariadbd.pid" \
      --skip-networking --skip-log-bin --performance-schema=OFF --innodb-buffer-pool-size=32M --innodb-log-file-size=8M \
      --innodb-flush-log-at-trx-commit=0 --key-buffer-size=1M --max-connections=40 --tmpdir="$dir/tmp" \
      --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci </dev/null >"$dir/log/mariadbd.log" 2>&1 &
    echo $! >"$dir/run/db.pid"
  fi
  for _ in $(seq 300); do
    database mariadb-admin ping >/dev/null 2>&1 && break
    sleep 0.1
  done
  database mariadb-admin ping >/dev/null 2>&1 || { tail -5 "$dir/log/mariadbd.log" >&2; exit 1; }
  echo 'CREATE DATABASE IF NOT EXISTS wp CHARACTER SET utf8mb4' | database mariadb
}

# A private copy of the packaged tree with its links resolved; dangling ones (optional fonts) are left out.
make_site() {
  [ -f "$dir/www/.complete" ] && return 0
  rm -rf "$dir/www"
  mkdir -p "$dir/www"
  cp -RL "$source"/. "$dir/www/" 2>/dev/null || true
  rm -f "$dir/www/.htaccess"
  mkdir -p "$dir/www/wp-content/mu-plugins" "$dir/www/wp-content/uploads"
  cp "$here/router.php" "$dir/router.php"
  cp "$here/policy.php" "$dir/www/wp-content/mu-plugins/policy.php"
  touch "$dir/www/.complete"
}

write_config() {
  local keys='' key
  for key in AUTH_KEY SECURE_AUTH_KEY LOGGED_IN_KEY NONCE_KEY AUTH_SALT SECURE_AUTH_SALT LOGGED_IN_SALT NONCE_SALT; do
    keys+="define('$key', '$SALT$key');"$'\n'
  done
  cat >"$dir/www/wp-config.php" <<PHP
<?php
define('DB_NAME', 'wp'); define('DB_USER', 'root'); define('DB_PASSWORD', ''); define('DB_HOST', 'localhost:$socket');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
$keys
define('WP_ENVIRONMENT_TYPE', 'local');  // application passwords without HTTPS
define('WP_HOME', 'http://127.0.0.1:$port'); define('WP_SITEURL', 'http://127.0.0.1:$port');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true); define('WP_AUTO_UPDATE_CORE', false); define('DISABLE_WP_CRON', true);
define('DISALLOW_FILE_MODS', true);
define('WP_DEBUG', true); define('WP_DEBUG_DISPLAY', false); define('WP_DEBUG_LOG', '$dir/log/wp-debug.log');
\$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
PHP
}

start_web_server() {
  if ! runs "$dir/run/php.pid"; then
    env PHP_CLI_SERVER_WORKERS=3 setsid php -d opcache.enable_cli=1 -d opcache.validate_timestamps=0 -d memory_limit=128M \
      -d upload_tmp_dir="$dir/tmp" -d sys_temp_dir="$dir/tmp" -d expose_php=0 \
      -S "127.0.0.1:$port" -t "$dir/www" "$dir/router.php" </dev/null >"$dir/log/php.log" 2>&1 &
    echo $! >"$dir/run/php.pid"
  fi
  for _ in $(seq 300); do
    curl -fsS -o /dev/null "http://127.0.0.1:$port/wp-json/" 2>/dev/null && return 0
    runs "$dir/run/php.pid" || break
    sleep 0.1
  done
  tail -3 "$dir/log/php.log" >&2
  exit 1
}

make_secrets
. "$dir/secrets"
start_database
make_site
write_config
if [ ! -s "$dir/site.json" ]; then
  ADMIN_PASSWORD=$ADMIN_PASSWORD SHOP_PASSWORD=$SHOP_PASSWORD PORT=$port OUT=$dir/site.json \
    php -d error_reporting=0 -d memory_limit=256M "$here/provision.php" "$dir/www" >"$dir/log/provision.log" 2>&1 ||
    { tail -5 "$dir/log/provision.log" >&2; exit 1; }
fi
start_web_server
cat "$dir/site.json"
