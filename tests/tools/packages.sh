# Debian packages by purpose; sourced by run.sh and test.sh.
RW_RUN_PACKAGES="g++ cmake ninja-build ccache pkg-config nlohmann-json3-dev libspdlog-dev libcli11-dev libicu-dev libhowardhinnant-date-dev tzdata libsqlite3-dev
  libcpprest-dev libcurl4-openssl-dev libgmime-3.0-dev libnotify-dev libssl-dev libboost-dev libboost-system-dev zlib1g-dev liblinear-dev libimgui-dev libstb-dev libglfw3-dev libgl-dev libfreetype-dev
  fonts-inter fonts-dejavu-core fonts-noto-color-emoji fonts-font-awesome libgl1-mesa-dri"
RW_TEST_PACKAGES="$RW_RUN_PACKAGES libgtest-dev libgmock-dev python3 curl openssl dbus libglib2.0-dev"
RW_REAL_PACKAGES="wordpress mariadb-server php-cli php-mysql php-xml php-mbstring curl dovecot-imapd dovecot-lmtpd exim4-daemon-light openssl"
RW_FULL_PACKAGES="clang-14 clang-format-14 clang-tidy-14 libclang-rt-14-dev libbenchmark-dev xvfb r-base-core r-cran-survival chromium"

# rw_install PACKAGE…: installs what is missing, as root or by sudo. Else prints the one line to type and returns 2.
rw_install() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      as_root=(sudo)
    else
      echo "Some packages are missing. Please run this, then start again:" >&2
      echo "  sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
      return 2
    fi
  fi
  echo "Installing ${#missing[@]} packages: ${missing[*]}" >&2
  "${as_root[@]}" apt-get update -qq &&
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}
