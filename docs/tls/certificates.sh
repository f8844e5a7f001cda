#!/usr/bin/env bash
# The certificates of the composed installation: makes what is missing or ends soon, keeps the rest, and hands each service
# what it needs of them. Where somebody has brought their own (ca.crt without ca.key), it only looks whether they are right.
#   /certificates              ca.crt, ca.key; redis.crt, redis.key; mysql.crt, mysql.key: nobody else sees all of them
#   /trust                     ca.crt and, for Java, ca.p12: whom to believe; no secret
#   /servers/redis, …/mysql    tls.crt, tls.key: of one server, which alone can read its key
# Needs openssl and keytool. docs/operations.md, "Certificates of Redis and MySQL".
set -euo pipefail
umask 077
cd /certificates

servers=(redis mysql)
owner=999:999 # of the users redis and mysql in their images
soon=$((30 * 24 * 60 * 60))

say() { echo "certificates: $*"; }
fail() {
  say "$*" >&2
  exit 1
}
quietly() { # a command, which has nothing to say unless it fails
  local said
  said=$("$@" 2>&1) || fail "$1 $2: $said"
}
new_key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
configuration() { printf '%s\n' '[req]' 'distinguished_name = name' 'x509_extensions = authority' '[name]' '[authority]' "$@"; }
lasts() { openssl x509 -in "$1" -noout -checkend $soon >/dev/null; }
ends() { openssl x509 -in "$1" -noout -enddate | sed 's/notAfter=//'; }
belong() { # a certificate and its key
  [ "$(openssl x509 -in "$1" -noout -pubkey)" = "$(openssl pkey -in "$2" -pubout)" ]
}

make_authority() {
  quietly openssl req -x509 "${new_key[@]}" -days 3650 -subj "/CN=Sluice installation $(openssl rand -hex 4)" -keyout ca.key.new -out ca.crt.new -config <(configuration \
    'basicConstraints = critical, CA:TRUE, pathlen:0' 'keyUsage = critical, keyCertSign' 'subjectKeyIdentifier = hash')
  mv ca.crt.new ca.crt
  mv ca.key.new ca.key
  say "authority: made, until $(ends ca.crt)"
}

make_server() {
  quietly openssl req -new "${new_key[@]}" -subj "/CN=$1" -keyout "$1.key.new" -out "$1.request" -config <(configuration)
  quietly openssl x509 -req -in "$1.request" -CA ca.crt -CAkey ca.key -days 730 -out "$1.crt.new" -extfile <(printf '%s\n' \
    'basicConstraints = critical, CA:FALSE' 'keyUsage = critical, digitalSignature' 'extendedKeyUsage = serverAuth' \
    "subjectAltName = DNS:$1, DNS:localhost, IP:127.0.0.1" 'subjectKeyIdentifier = hash' 'authorityKeyIdentifier = keyid')
  rm "$1.request"
  mv "$1.key.new" "$1.key"
  mv "$1.crt.new" "$1.crt"
}

wrong() { # with the certificate of that server; nothing, if it is right
  local said
  if [ ! -s "$1.crt" ] || [ ! -s "$1.key" ]; then
    echo "$1.crt and $1.key are not both there"
  elif ! belong "$1.crt" "$1.key"; then
    echo "$1.key is not the key of $1.crt"
  elif ! said=$(openssl verify -purpose sslserver -verify_hostname "$1" -CAfile ca.crt -untrusted "$1.crt" "$1.crt" 2>&1); then
    said=$(sed -n 's/^error.*lookup: *//p' <<<"$said")
    echo "${said:-not verified}"
  fi
}

for tool in openssl keytool; do
  command -v $tool >/dev/null || fail "$tool: missing (expected: an image that has it)"
done
if [ -e ca.crt ] && [ ! -e ca.key ]; then
  made_here=no
elif [ -e ca.key ] && [ ! -e ca.crt ]; then
  fail 'ca.key is there, and ca.crt is not (expected: both, or neither, or ca.crt alone with certificates of your own)'
else
  made_here=yes
  if [ ! -e ca.crt ] || ! belong ca.crt ca.key || ! lasts ca.crt; then make_authority; fi
fi
for server in "${servers[@]}"; do
  found=$(wrong "$server")
  if [ $made_here = no ]; then
    [ -z "$found" ] || fail "$server: $found"
    lasts "$server.crt" || say "$server: ENDS SOON, bring a new one"
    say "$server: as it was brought, until $(ends "$server.crt")"
  elif [ -n "$found" ] || ! lasts "$server.crt"; then
    make_server "$server"
    say "$server: made (${found:-the former one ends soon}), until $(ends "$server.crt")"
  else
    say "$server: kept, until $(ends "$server.crt")"
  fi
done

hand() { # a file, where to, its mode, its owner; what is read there is the former file or the new one
  if ! cmp -s "$1" "$2"; then
    cp "$1" "$2.new"
    chmod "$3" "$2.new"
    chown "$4" "$2.new"
    mv -f "$2.new" "$2"
  fi
}

# A store of Java's without a password: there is nothing to hide in it, and who could change it could change a password too.
if [ ! -e /trust/ca.p12 ] || ! cmp -s ca.crt /trust/ca.crt; then
  folder=$(mktemp -d)
  awk -v to="$folder/" '/-BEGIN CERTIFICATE-/ { n++ } n { print > (to n ".crt") }' ca.crt
  for certificate in "$folder"/*.crt; do
    quietly keytool -importcert -noprompt -alias "$(basename "$certificate" .crt)" -file "$certificate" -keystore "$folder/ca.p12" -storetype PKCS12 \
      -storepass unused -J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE -J-Dkeystore.pkcs12.macAlgorithm=NONE
  done
  hand "$folder/ca.p12" /trust/ca.p12 444 0:0
  rm -r "$folder"
fi
hand ca.crt /trust/ca.crt 444 0:0
for server in "${servers[@]}"; do
  hand "$server.key" "/servers/$server/tls.key" 400 $owner
  hand "$server.crt" "/servers/$server/tls.crt" 444 $owner
done
