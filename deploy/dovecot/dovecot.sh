#!/usr/bin/env bash
# One Dovecot on this machine (loopback, no privileges, mail in a temporary place), for tests against a real IMAP server.
#
#   deploy/dovecot/dovecot.sh start        prints two URLs once it answers: IMAP, and IMAP over TLS with ?ca=; any user name is an account
#   deploy/dovecot/dovecot.sh status       prints them again, exit status 1 when none runs
#   deploy/dovecot/dovecot.sh stop         stops it and removes its mail
#
# Needs Dovecot and OpenSSL (Debian: apt-get install dovecot-imapd openssl).
set -euo pipefail
cd "$(dirname "$0")"
RUN=run
WAIT_S=30
PASSWORD='kept,apart@all'
ESCAPED='kept%2Capart%40all'

say() { printf 'dovecot: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

home() { [ -f "$RUN/home" ] && cat "$RUN/home"; }
pid() { local h; h=$(home) && [ -f "$h/base/master.pid" ] && cat "$h/base/master.pid"; }
runs() { local p; p=$(pid 2>/dev/null) && [ -r "/proc/$p/cmdline" ] && tr '\0' ' ' < "/proc/$p/cmdline" | grep -q dovecot; }

# Dovecot gives nobody's mail to root: started by root, it becomes somebody who may nothing.
as_nobody() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; else "$@"; fi; }

free_ports() { python3 -c '
import socket
taken = [socket.socket() for _ in range(2)]
for one in taken: one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in taken))'; }

# What is written as it was in 2.3, and as it is since 2.4.
accounts() {
    if [ "$1" = 2.3 ]; then cat <<END
ssl_cert = <$2/cert.pem
ssl_key = <$2/key.pem
disable_plaintext_auth = no
mail_location = maildir:~/Maildir
passdb {
  driver = static
  args = password=$PASSWORD
}
userdb {
  driver = static
  args = uid=$3 gid=$4 home=$2/mail/%u
}
END
    else cat <<END
ssl_server_cert_file = $2/cert.pem
ssl_server_key_file = $2/key.pem
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = ~/Maildir
passdb static {
  password = $PASSWORD
}
userdb static {
  fields {
    uid = $3
    gid = $4
    home = $2/mail/%{user}
  }
}
END
    fi
}

start() {
    local ports plain tls version home user group form
    if runs; then say "it runs already (process $(pid))"; cat "$RUN/urls"; return; fi
    PATH=$PATH:/usr/sbin:/sbin
    command -v dovecot >/dev/null || fail "Dovecot is missing; install it with: apt-get install dovecot-imapd"
    command -v openssl >/dev/null || fail "OpenSSL is missing; install it with: apt-get install openssl"
    version=$(dovecot --version)
    case "$version" in 2.3.*) form=2.3 ;; 2.[4-9]*) form=2.4 ;; *) fail "Dovecot 2.3 or 2.4 is needed, this one is $version" ;; esac
    ports=$(free_ports)
    plain=${ports% *} tls=${ports#* }
    rm -rf "$RUN"
    mkdir -p "$RUN"
    home=$(mktemp -d "${TMPDIR:-/tmp}/egard-dovecot.XXXXXX")
    printf '%s\n' "$home" > "$RUN/home"
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
        -keyout "$home/key.pem" -out "$home/cert.pem" 2>/dev/null || fail "OpenSSL could not make a certificate"
    mkdir "$home/mail" "$home/base" "$home/state"
    [ "$(id -u)" != 0 ] || chown -R nobody:nogroup "$home"
    chmod 755 "$home"
    user=$(as_nobody id -un) group=$(as_nobody id -gn)
    {
        [ "$form" = 2.3 ] || printf 'dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n'
        cat <<END
protocols = imap
listen = 127.0.0.1
base_dir = $home/base
state_dir = $home/state
log_path = $home/dovecot.log
default_internal_user = $user
default_internal_group = $group
default_login_user = $user
first_valid_uid = 1
ssl = yes
mail_max_userip_connections = 100
auth_failure_delay = 0
mail_fsync = never
service anvil {
  chroot =
}
service stats {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $plain
  }
  inet_listener imaps {
    port = $tls
  }
}
END
        accounts "$form" "$home" "$user" "$group"
    } > "$home/dovecot.conf"
    chmod a+r "$home/dovecot.conf" "$home/cert.pem"
    as_nobody "$(command -v dovecot)" -c "$home/dovecot.conf" >&2 || { cat "$home/dovecot.log" >&2; fail "it does not start"; }
    await "$plain"
    {
        printf 'imap://house:%s@127.0.0.1:%s/INBOX\n' "$ESCAPED" "$plain"
        printf 'imaps://house:%s@localhost:%s/INBOX?ca=%s\n' "$ESCAPED" "$tls" "$home/cert.pem"
    } | tee "$RUN/urls"
}

answers() { timeout 5 python3 -c '
import socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1])), 2) as asked:
    asked.settimeout(3)
    sys.exit(not asked.recv(64).startswith(b"* OK"))' "$1" 2>/dev/null; }

await() {
    local end=$((SECONDS + WAIT_S))
    until answers "$1"; do
        [ $SECONDS -lt $end ] || { tail -n 20 "$(home)/dovecot.log" >&2; stop; fail "no answer within $WAIT_S s"; }
        sleep 0.2
    done
}

stop() {
    local p end=$((SECONDS + 10))
    if runs; then
        p=$(pid)
        kill "$p"
        while runs; do
            [ $SECONDS -lt $end ] || { kill -9 "$p"; break; }
            sleep 0.2
        done
        say "stopped"
    fi
    if [ -f "$RUN/home" ]; then rm -rf "$(home)"; fi
    rm -rf "$RUN"
}

case "${1:-}" in
    start) start ;;
    status) if runs; then cat "$RUN/urls"; else say "none runs"; exit 1; fi ;;
    stop) stop ;;
    *) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
