#!/usr/bin/env bash
# Runs every command of the README, as a reader would; the tests themselves have run already.
set -euo pipefail
cd "$(dirname "$0")/../.."
export CHAIN_HOME
CHAIN_HOME=$(mktemp -d)/testnet
trap './chain testnet stop >/dev/null 2>&1 || true; rm -rf "$(dirname "$CHAIN_HOME")"' EXIT

# The first command builds. A build is not what the time limits below are for.
./chain --help >/dev/null

mapfile -t commands < <(awk '/^```sh$/{inside=1; next} /^```$/{inside=0} inside' README.md)
[ ${#commands[@]} -gt 5 ] || { echo "the README has no commands"; exit 1; }
for command in "${commands[@]}"; do
  printf '$ %s\n' "$command"
  case "$command" in
    './chain test') ;;
    './chain testnet')
      code=0
      timeout --signal=INT --kill-after=30 25 ./chain testnet >/tmp/readme-testnet.$$ 2>&1 || code=$?
      tail -n 3 /tmp/readme-testnet.$$
      rm -f /tmp/readme-testnet.$$
      # timeout answers 124 when it had to interrupt, whatever the program answered then.
      [ "$code" = 124 ] || { echo "exit code $code"; exit 1; }
      ./chain testnet reset
      ;;
    *) $command | tail -n 5 ;;
  esac
done
