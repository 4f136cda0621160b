#!/usr/bin/env bash
# One Apache Kafka 4 broker on this machine (KRaft, loopback, data in a temporary place), for tests against the real thing.
#
#   deploy/kafka/kafka.sh start [PORT]     prints the address once the broker answers; PORT 0 or none: any free one
#   deploy/kafka/kafka.sh status           prints the address, exit status 1 when none runs
#   deploy/kafka/kafka.sh stop             stops it and removes its data
#
# Needs Java 17 or newer and Maven (Debian: apt-get install default-jre-headless maven). The jars go to deploy/kafka/lib.
set -euo pipefail
cd "$(dirname "$0")"
RUN=run
WAIT_S=90

say() { printf 'kafka: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

pid() { [ -f "$RUN/pid" ] && cat "$RUN/pid"; }
runs() { local p; p=$(pid) && [ -r "/proc/$p/cmdline" ] && tr '\0' ' ' < "/proc/$p/cmdline" | grep -q kafka.Kafka; }

jars() {
    local wanted
    wanted=$(sha256sum pom.xml | cut -d' ' -f1)
    if [ "$(cat lib/.from 2>/dev/null || true)" = "$wanted" ]; then return; fi
    command -v mvn >/dev/null || fail "Maven is missing; install it with: apt-get install maven"
    say "fetching the jars with Maven (about 45 MB)"
    rm -rf lib
    mvn -B -q -f pom.xml dependency:copy-dependencies -DoutputDirectory="$PWD/lib" -DincludeScope=runtime >&2 || fail "Maven could not resolve the jars of pom.xml"
    printf '%s\n' "$wanted" > lib/.from
}

free_ports() { python3 -c '
import socket
taken = [socket.socket() for _ in range(2)]
for one in taken: one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in taken))'; }

start() {
    local port=${1:-0} controller ports version
    if runs; then say "it runs already (process $(pid))"; cat "$RUN/address"; return; fi
    command -v java >/dev/null || fail "Java 17 or newer is missing; install it with: apt-get install default-jre-headless"
    version=$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n1)
    [ "${version:-0}" -ge 17 ] || fail "Java 17 or newer is needed, this one is ${version:-unknown}; install it with: apt-get install default-jre-headless"
    jars
    ports=$(free_ports)
    [ "$port" != 0 ] || port=${ports% *}
    controller=${ports#* }
    rm -rf "$RUN"
    mkdir -p "$RUN"
    mktemp -d "${TMPDIR:-/tmp}/egard-kafka.XXXXXX" > "$RUN/data"
    cat > "$RUN/server.properties" <<END
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller
advertised.listeners=PLAINTEXT://127.0.0.1:$port
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=$(cat "$RUN/data")
num.partitions=12
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
END
    java -cp 'lib/*' kafka.tools.StorageTool format -t "$(java -cp 'lib/*' kafka.tools.StorageTool random-uuid 2>/dev/null)" \
        -c "$RUN/server.properties" > "$RUN/format.log" 2>&1 || fail "its storage could not be formatted; see deploy/kafka/$RUN/format.log"
    setsid nohup java -Xmx512m -Dlog4j2.configurationFile=log4j2.properties -cp 'lib/*' kafka.Kafka "$RUN/server.properties" \
        > "$RUN/kafka.log" 2>&1 < /dev/null &
    printf '%s\n' "$!" > "$RUN/pid"
    say "starting on 127.0.0.1:$port (process $(pid), log deploy/kafka/$RUN/kafka.log)"
    await "$port"
    printf '127.0.0.1:%s\n' "$port" | tee "$RUN/address"
}

# It answers when it tells its API versions: request 18, version 0, correlation 1, no client name.
answers() { timeout 5 python3 -c '
import socket, struct, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1])), 2) as asked:
    asked.settimeout(3)
    asked.sendall(struct.pack(">ihhih", 10, 18, 0, 1, -1))
    size = asked.recv(4)
    sys.exit(len(size) != 4 or asked.recv(4) != b"\0\0\0\1")' "$1" 2>/dev/null; }

await() {
    local end=$((SECONDS + WAIT_S))
    until answers "$1"; do
        runs || { tail -n 20 "$RUN/kafka.log" >&2; fail "it ended by itself"; }
        [ $SECONDS -lt $end ] || { tail -n 20 "$RUN/kafka.log" >&2; stop; fail "no answer within $WAIT_S s"; }
        sleep 0.3
    done
}

stop() {
    local p end=$((SECONDS + 20))
    if runs; then
        p=$(pid)
        kill "$p"
        while runs; do
            [ $SECONDS -lt $end ] || { kill -9 "$p"; break; }
            sleep 0.2
        done
        say "stopped"
    fi
    if [ -f "$RUN/data" ]; then rm -rf "$(cat "$RUN/data")"; fi
    rm -rf "$RUN"
}

case "${1:-}" in
    start) start "${2:-0}" ;;
    status) if runs; then cat "$RUN/address"; else say "none runs"; exit 1; fi ;;
    stop) stop ;;
    *) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
