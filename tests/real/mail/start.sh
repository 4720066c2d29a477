#!/usr/bin/env bash
# A real mail host on loopback: Dovecot (IMAP, LMTP) and Exim (SMTP). Everything it owns lies in DIR; nothing runs as root.
# usage: start.sh PORT DIR     IMAP = PORT, IMAPS = PORT+1, SMTP = PORT+2, SMTPS = PORT+3. Prints what a client must know as JSON.
# Addresses that fail: tempfail@customer.test (451), later-bounce@customer.test (taken, then returned), unknown ones (550), over 2 MB (552).
# Exit 2: something is not installed. Needs dovecot-imapd dovecot-lmtpd exim4-daemon-light openssl.
set -euo pipefail
port=${1:?usage: start.sh PORT DIR}
mkdir -p "${2:?usage: start.sh PORT DIR}"
dir=$(cd "$2" && pwd)
PATH=$PATH:/usr/sbin
for tool in dovecot exim4 openssl; do
  command -v "$tool" >/dev/null || { echo "missing: $tool; " >&2; exit 2; }
done
[ -e /usr/lib/dovecot/lmtp ] && [ -e /usr/lib/dovecot/imap ] || { echo "missing: dovecot-imapd dovecot-lmtpd; " >&2; exit 2; }
[ ${#dir} -le 70 ] || { echo "$dir is too long for the sockets in it" >&2; exit 1; }

user=$(id -un) group=$(id -gn) as_user=()
if [ "$(id -u)" = 0 ]; then
  user=dovecot group=dovecot
  as_user=(setpriv --reuid=dovecot --regid=dovecot --clear-groups)
fi
mkdir -p "$dir"/{bin,run/dovecot,log,spool,mail,tls}

if [ ! -s "$dir/secrets" ]; then
  for address in shop@shop.test ioana@customer.test pawel@customer.test georgi@customer.test; do
    echo "$address $(od -An -N9 -tx1 /dev/urandom | tr -d ' \n')"
  done >"$dir/secrets"
  awk '{print $1":{PLAIN}"$2"::::::"}' "$dir/secrets" >"$dir/passwd.dovecot"
  awk '{print $1": "$2}' "$dir/secrets" >"$dir/passwd.exim"
  (
    cd "$dir/tls"
    curve=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
    openssl req -x509 "${curve[@]}" -days 30 -subj '/CN=test authority' -keyout ca.key -out ca.pem
    openssl req "${curve[@]}" -subj '/CN=localhost' -keyout key.pem -out request.pem
    printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n' >extensions
    openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile extensions -out cert.pem
  ) >"$dir/log/tls.log" 2>&1
  # A copy has no setuid bit.
  cp "$(command -v exim4)" "$dir/bin/exim4"
  chmod 755 "$dir/bin/exim4"
fi

cat >"$dir/dovecot.conf" <<CONF
base_dir = $dir/run/dovecot
state_dir = $dir/run/dovecot
log_path = $dir/log/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
default_internal_user = $user
default_internal_group = $group
default_login_user = $user
first_valid_uid = 1
mail_location = maildir:$dir/mail/%d/%n
mail_max_userip_connections = 10
ssl = yes
ssl_cert = <$dir/tls/cert.pem
ssl_key = <$dir/tls/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u $dir/passwd.dovecot
}
userdb {
  driver = static
  args = uid=$user gid=$group home=$dir/mail/%d/%n/home
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $port
  }
  inet_listener imaps {
    port = $((port + 1))
    ssl = yes
  }
}
service anvil {
  chroot =
}
service lmtp {
  unix_listener lmtp {
    mode = 0600
  }
}
namespace inbox {
  inbox = yes
  mailbox Sent {
    auto = create
    special_use = \Sent
  }
  mailbox Archive {
    auto = create
    special_use = \Archive
  }
}
CONF
cat >"$dir/exim.conf" <<CONF
exim_path = $dir/bin/exim4
spool_directory = $dir/spool
log_file_path = $dir/log/exim-%slog
pid_file_path = $dir/run/exim.own.pid
exim_user = $user
exim_group = $group
deliver_drop_privilege
primary_hostname = mail.shop.test
domainlist local_domains = shop.test : customer.test
local_interfaces = <; 127.0.0.1.$((port + 2)) ; 127.0.0.1.$((port + 3))
tls_on_connect_ports = $((port + 3))
tls_advertise_hosts = *
tls_certificate = $dir/tls/cert.pem
tls_privatekey = $dir/tls/key.pem
message_size_limit = 2M
queue_only = false
never_users =
host_lookup =
rfc1413_query_timeout = 0s
smtp_accept_max = 20
bounce_return_body = false
acl_smtp_rcpt = rcpt
acl_smtp_data = accept
keep_environment =
begin acl
rcpt:
  deny    message = relay not permitted (loopback test host)
          !domains = +local_domains
  defer   message = 4.7.1 greylisted, try again later
          local_parts = tempfail
  deny    message = 5.1.1 no such user
          !local_parts = later-bounce
          condition = \${lookup{\$local_part@\$domain}lsearch{$dir/passwd.exim}{no}{yes}}
  deny    message = 5.7.1 authenticate first to send as this domain
          sender_domains = shop.test
          !authenticated = *
  accept
begin routers
bouncer:
  driver = redirect
  local_parts = later-bounce
  allow_fail
  data = :fail: mailbox is full
local:
  driver = accept
  domains = +local_domains
  transport = lmtp
begin transports
lmtp:
  driver = lmtp
  socket = $dir/run/dovecot/lmtp
  user = $user
  batch_max = 20
  return_path_add
begin retry
* * F,10m,10s
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if eq{\$auth3}{\${lookup{\$auth2}lsearch{$dir/passwd.exim}{\$value}fail}}}
  server_set_id = \$auth2
CONF
if [ "$(id -u)" = 0 ]; then
  chown -R "$user:$group" "$dir"
  chmod 711 "$dir"
fi

cd "$dir"
is_alive() { [ -s "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null; }
if ! is_alive run/dovecot.pid; then
  rm -f run/dovecot/master.pid
  setsid "${as_user[@]}" dovecot -F -c "$dir/dovecot.conf" </dev/null >log/dovecot.out 2>&1 &
  echo $! >run/dovecot.pid
fi
if ! is_alive run/exim.pid; then
  setsid "${as_user[@]}" "$dir/bin/exim4" -C "$dir/exim.conf" -bdf -q5s </dev/null >log/exim.out 2>&1 &
  echo $! >run/exim.pid
fi
opens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
for p in $port $((port + 1)) $((port + 2)) $((port + 3)); do
  for _ in $(seq 100); do
    opens "$p" && continue 2
    sleep 0.05
  done
  echo "port $p does not open" >&2
  tail -n 3 log/*.out log/dovecot.log >&2 2>/dev/null || true
  exit 1
done
awk -v port="$port" -v ca="$dir/tls/ca.pem" '
  { users = users (NR > 1 ? "," : "") "\"" $1 "\":\"" $2 "\"" }
  END { printf "{\"imap\":%d,\"imaps\":%d,\"smtp\":%d,\"smtps\":%d,\"ca\":\"%s\",\"users\":{%s}}\n", port, port + 1, port + 2, port + 3, ca, users }' secrets
