# Sourced by ./test, ./demo and ./bench: sees to a JDK >= 17, a Maven >= 3.8 and a Node.js >= 18 with npm (for the emulators of
# Kinesis), and holds what the scripts share. ./test also asks for a Chromium, for the dashboard's tests, which are skipped
# where none could be installed.
#
# Sets $root, the directory of the checkout, and $java, the command. On Debian and Ubuntu, as root, what is missing is
# installed by apt-get; elsewhere it is named, and the script ends with exit code 1.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }

# The first number of what `javac -version` prints, 0 without a JDK: a JRE is not enough.
jdk_version() {
    local javac=${JAVA_HOME:+$JAVA_HOME/bin/}javac text
    text=$("$javac" -version 2>&1) || { echo 0; return; }
    text=${text##*javac } # behind what a JVM says of JAVA_TOOL_OPTIONS
    text=${text%%[.-]*}
    [[ $text =~ ^[0-9]+$ ]] && echo "$text" || echo 0
}

# "3.8.7" as 3008, 0 without Maven.
maven_version() {
    local text
    text=$(mvn -v -Dstyle.color=never 2>/dev/null) || { echo 0; return; }
    [[ $text =~ Apache\ Maven\ ([0-9]+)\.([0-9]+) ]] && echo $((BASH_REMATCH[1] * 1000 + BASH_REMATCH[2])) || echo 0
}

# The first number of Node.js' version, 0 without it.
node_version() {
    local text
    text=$(node --version 2>/dev/null) || { echo 0; return; }
    [[ $text =~ ^v([0-9]+) ]] && echo "${BASH_REMATCH[1]}" || echo 0
}

# A JDK that is installed but is not the default one.
find_jdk() {
    [[ -z ${JAVA_HOME:-} ]] || return 0
    (($(jdk_version) < 17)) || return 0
    local home
    for home in /usr/lib/jvm/java-*; do
        if (($(JAVA_HOME=$home jdk_version) >= 17)); then
            export JAVA_HOME=$home
            return 0
        fi
    done
}

# The first line of what a command says of its version.
found() {
    local text
    text=$("$@" 2>/dev/null) && echo "${text%%$'\n'*}" || echo "no $1"
}

missing_packages() {
    (($(jdk_version) >= 17)) || echo openjdk-17-jdk-headless
    (($(maven_version) >= 3008)) || echo maven
    (($(node_version) >= 18)) || echo nodejs
    command -v npm >/dev/null || echo npm
}

# Packages that "setup browser" asks for.
browser_packages() {
    local name
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null && return 0
    done
    # Ubuntu's package of that name is an empty one that asks for a snap.
    grep -qs '^ID=debian' /etc/os-release && echo chromium fonts-dejavu-core
    return 0
}

install_packages() {
    say "setup: installing $* (apt-get)"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >&2 || return 1
    # A newer Debian has no JDK 17: its own default will do.
    apt-get install -y -qq --no-install-recommends "$@" >&2 ||
        apt-get install -y -qq --no-install-recommends "${@/openjdk-17-jdk-headless/default-jdk-headless}" >&2
}

# setup [browser]
setup() {
    find_jdk
    local missing wanted
    missing=$(missing_packages)
    wanted=
    [[ ${1:-} != browser ]] || wanted=$(browser_packages)
    if [[ -n $wanted ]] && [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
        # shellcheck disable=SC2086
        install_packages $wanted || say "setup: no Chromium could be installed; the dashboard's tests in a browser are skipped"
    fi
    if [[ -n $missing ]] && [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
        # shellcheck disable=SC2086
        install_packages $missing || say "setup: apt-get failed"
        find_jdk
        missing=$(missing_packages)
    fi
    if [[ -n $missing ]]; then
        say "setup: Millrace needs a JDK of version 17 or newer, Maven of version 3.8 or newer, and Node.js of version 18 or newer with npm."
        say "setup: found: $(found "${JAVA_HOME:+$JAVA_HOME/bin/}javac" -version), $(found mvn -v -Dstyle.color=never), node $(found node --version), npm $(found npm --version)"
        say "setup: on Debian or Ubuntu: sudo apt-get update && sudo apt-get install" $missing
        say "setup: on macOS: brew install openjdk@17 maven node; elsewhere take them from your system's packages."
        (($(jdk_version) >= 17)) || [[ -z ${JAVA_HOME:-} ]] || say "setup: JAVA_HOME is $JAVA_HOME: let it name a newer JDK, or unset it."
        exit 1
    fi
    java=${JAVA_HOME:+$JAVA_HOME/bin/}java
}

# build MODULE: the module's jar, and the jars it needs, without tests; nothing when it is there and newer than every source.
build() {
    local module=$1 begun=$root/target/begun started=$SECONDS
    if is_built "$module"; then
        return 0
    fi
    say "build: $module and what it needs, without tests (mvn package); the first time Maven also fetches Spark, ~400 MB"
    mkdir -p "$root/target"
    rm -f "$root/$module/target/built"
    touch "$begun"
    if ! (cd "$root" && mvn -B -ntp -q package -Dmaven.test.skip=true -Denforcer.skip -pl "$module" -am) >&2; then
        say "build: failed, see above"
        exit 1
    fi
    mv "$begun" "$root/$module/target/built"
    say "build: done in $((SECONDS - started)) s"
}

is_built() {
    local target=$root/$1/target jar
    [[ -f $target/built && -f $target/classpath && -z $(newer_than "$target/built") ]] || return 1
    while IFS= read -r -d : jar; do
        [[ -e $jar ]] || return 1
    done < <(cat "$target/classpath"; printf :)
}

# The first source that is newer than the stamp, if any. Directories too: they change when a file is removed.
newer_than() {
    find "$root"/pom.xml "$root"/.mvn "$root"/*/pom.xml "$root"/*/src/main "$root"/servers/*/pom.xml "$root"/servers/*/src/main "$root"/servers/kinesis/*.js* \
        "$root"/connectors-static/*/pom.xml "$root"/connectors-static/*/src/main \
        -newer "$1" -print -quit 2>/dev/null
}

# run MODULE MAIN [JVM OPTION...] -- [ARG...]: becomes the JVM, so that Ctrl-C reaches it.
run() {
    local module=$1 main=$2 options=()
    shift 2
    while [[ $1 != -- ]]; do
        options+=("$1")
        shift
    done
    shift
    export SPARK_LOCAL_IP=127.0.0.1
    exec "$java" "@$root/config/spark.jvmargs" "${options[@]}" \
        "-Dmillrace.root=$root" "-Dlog4j2.configurationFile=$root/config/log4j2.properties" \
        -cp "$root/$module/target/classes:$(cat "$root/$module/target/classpath")" "$main" "$@"
}
