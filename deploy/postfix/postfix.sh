#!/usr/bin/env bash
# One Postfix on this machine (loopback, mail in a temporary place), for tests against a real SMTP server.
#
#   deploy/postfix/postfix.sh start        prints two URLs once it answers: with STARTTLS and ?ca=, and without; and the directory of its mail
#   deploy/postfix/postfix.sh status       prints them again, exit status 1 when none runs
#   deploy/postfix/postfix.sh stop         stops it and removes its mail
#
# Who may receive: anybody@receiver.example, and bonjour@house.example what comes back; grey... after a second try; nobody... does not exist,
# and late... neither, which is found out when the mail has been taken. All mail lies in one Maildir.
# Needs root (or sudo without a password), Postfix, Cyrus SASL and OpenSSL (Debian: apt-get install postfix sasl2-bin libsasl2-modules openssl).
set -euo pipefail
cd "$(dirname "$0")"
RUN=run
WAIT_S=30
SIZE=200000
PASSWORD='kept,apart@all'
ESCAPED='kept%2Capart%40all'
PATH=$PATH:/usr/sbin:/sbin

say() { printf 'postfix: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

home() { [ -f "$RUN/home" ] && cat "$RUN/home"; }
runs() { local h; h=$(home) && as_root postfix -c "$h/conf" status >/dev/null 2>&1; }

free_ports() { python3 -c '
import socket
taken = [socket.socket() for _ in range(2)]
for one in taken: one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in taken))'; }

main_cf() { cat <<END
compatibility_level = 3.6
queue_directory = $1/queue
data_directory = $1/data
maillog_file = $1/log
maillog_file_prefixes = /var, /tmp, $1
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = receiver.example
mydestination =
local_recipient_maps =
mynetworks =
alias_maps =
alias_database =
message_size_limit = $SIZE
mailbox_size_limit = 0
virtual_mailbox_limit = 0
virtual_mailbox_domains = receiver.example, house.example
transport_maps = regexp:$1/conf/ways
virtual_mailbox_base = $1
virtual_mailbox_maps = regexp:$1/conf/people
virtual_uid_maps = static:$(id -u nobody)
virtual_gid_maps = static:$(id -g nobody)
virtual_minimum_uid = 1
smtpd_tls_cert_file = $1/cert.pem
smtpd_tls_key_file = $1/key.pem
smtpd_sasl_auth_enable = yes
smtpd_sasl_path = smtpd
cyrus_sasl_config_path = $1/conf/sasl
smtpd_sasl_local_domain = receiver.example
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = reject_unlisted_recipient, check_policy_service unix:private/greylist, permit_sasl_authenticated, reject
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
smtpd_error_sleep_time = 0
END
}

master_cf() { cat <<END
127.0.0.1:$2 inet n - n - - smtpd -o smtpd_tls_security_level=encrypt -o smtpd_tls_auth_only=yes
127.0.0.1:$3 inet n - n - - smtpd -o smtpd_tls_security_level=none
greylist unix - n n - 0 spawn user=nobody argv=/bin/bash $1/greylist.sh $1/seen
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
late unix - n n - - pipe user=nobody argv=/bin/bash $1/nobody.sh
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
END
}

start() {
    local ports crypt plain home
    if runs; then say "it runs already"; cat "$RUN/urls"; return; fi
    command -v postfix >/dev/null || fail "Postfix is missing; install it with: apt-get install postfix"
    command -v saslpasswd2 >/dev/null || fail "Cyrus SASL is missing; install it with: apt-get install sasl2-bin libsasl2-modules"
    command -v openssl >/dev/null || fail "OpenSSL is missing; install it with: apt-get install openssl"
    as_root true || fail "Postfix starts as root alone; allow sudo without a password"
    ports=$(free_ports)
    crypt=${ports% *} plain=${ports#* }
    rm -rf "$RUN"
    mkdir -p "$RUN"
    home=$(mktemp -d "${TMPDIR:-/tmp}/egard-postfix.XXXXXX")
    printf '%s\n' "$home" > "$RUN/home"
    mkdir -p "$home"/{conf/sasl,queue,data,mail,seen}
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
        -keyout "$home/key.pem" -out "$home/cert.pem" 2>/dev/null || fail "OpenSSL could not make a certificate"
    main_cf "$home" > "$home/conf/main.cf"
    master_cf "$home" "$crypt" "$plain" > "$home/conf/master.cf"
    printf 'if !/^nobody/\n/@/ mail/\nendif\n' > "$home/conf/people"
    printf '/^late/ late:\n' > "$home/conf/ways"
    printf 'pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\nsasldb_path: %s\n' "$home/sasldb2" > "$home/conf/sasl/smtpd.conf"
    printf '%s' "$PASSWORD" | saslpasswd2 -p -c -f "$home/sasldb2" -u receiver.example house
    cp greylist.sh "$home/greylist.sh"
    printf 'exit 67\n' > "$home/nobody.sh"
    chmod 755 "$home" "$home/greylist.sh"
    as_root chown -R root:root "$home/conf" "$home/queue"
    as_root chown postfix "$home/data" "$home/sasldb2"
    as_root chown nobody "$home/mail" "$home/seen"
    as_root postfix -c "$home/conf" start >&2 || { as_root cat "$home/log" >&2; fail "it does not start"; }
    await "$plain"
    {
        printf 'smtp://house:%s@localhost:%s?starttls=required&ca=%s\n' "$ESCAPED" "$crypt" "$home/cert.pem"
        printf 'smtp://house:%s@127.0.0.1:%s?starttls=no\n' "$ESCAPED" "$plain"
        printf '%s\n' "$home/mail"
    } | tee "$RUN/urls"
}

answers() { timeout 5 python3 -c '
import socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1])), 2) as asked:
    asked.settimeout(3)
    sys.exit(not asked.recv(64).startswith(b"220"))' "$1" 2>/dev/null; }

await() {
    local end=$((SECONDS + WAIT_S))
    until answers "$1"; do
        [ $SECONDS -lt $end ] || { as_root tail -n 20 "$(home)/log" >&2; stop; fail "no answer within $WAIT_S s"; }
        sleep 0.2
    done
}

stop() {
    if runs; then
        as_root postfix -c "$(home)/conf" stop >/dev/null 2>&1 || true
        say "stopped"
    fi
    if [ -f "$RUN/home" ]; then as_root rm -rf "$(home)"; fi
    rm -rf "$RUN"
}

case "${1:-}" in
    start) start ;;
    status) if runs; then cat "$RUN/urls"; else say "none runs"; exit 1; fi ;;
    stop) stop ;;
    *) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
