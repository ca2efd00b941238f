/** What the mail servers of netns-live.ts are told: Postfix, also behind postscreen, Exim and Dovecot. */
import { readFileSync } from 'node:fs'
import type { Recipe, Setting } from './netns-live.ts'
import { makeFolder, writeLines } from './netns-live-files.ts'

/** Where .ci/run unpacks Exim: as a package it and Postfix exclude each other. */
const EXIM = '/var/tmp/pathproof-exim/usr/sbin/exim4'

/** Folders of Postfix's queue directory (postfix-files). */
const queues = [
  ...['active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming', 'maildrop', 'pid', 'private'],
  ...['public', 'saved', 'trace'],
]

/** Postfix on 25 and 587. */
export const postfix: Recipe = {
  name: 'postfix',
  needs: ['/usr/sbin/postfix', '/usr/sbin/postconf'],
  ports: [25, 587],
  prepare: setting => postfixIn(setting, ['smtp inet n - n - - smtpd']),
}

/**
 * Postfix with postscreen before 25: callers from elsewhere hear a teaser line first and are tested, with a list of
 * EHLO keywords of its own; the host itself is let through to smtpd at once.
 */
export const postfixWithPostscreen: Recipe = {
  ...postfix,
  name: 'postscreen',
  prepare: setting =>
    postfixIn(setting, [
      'smtp inet n - n - 1 postscreen',
      'smtpd pass - - n - - smtpd',
      'dnsblog unix - - n - 0 dnsblog',
      'tlsproxy unix - - n - 0 tlsproxy',
    ]),
}

/** Exim on 25. Its chunking is offered to the server's own address alone, so that others get another EHLO list. */
export const exim: Recipe = {
  name: 'exim',
  needs: [EXIM, '/usr/bin/unshare'],
  ports: [25],
  prepare: eximIn,
}

/** Dovecot on 143 and 993. It offers plain logins to the host itself and not to others, before TLS. */
export const dovecot: Recipe = {
  name: 'dovecot',
  needs: ['/usr/sbin/dovecot'],
  ports: [143, 993],
  prepare: dovecotIn,
}

function postfixIn({ folder, host, certificate }: Setting, onPort25: readonly string[]): readonly string[] {
  writeLines(folder, 'main.cf', [
    'compatibility_level = 3.6',
    `queue_directory = ${folder}/queue`,
    `data_directory = ${folder}/data`,
    // There is no syslog in a namespace.
    `maillog_file = ${folder}/mail.log`,
    `maillog_file_prefixes = ${folder}`,
    'myhostname = mail.example',
    'mydestination =',
    'smtpd_peername_lookup = no',
    `mynetworks = 127.0.0.0/8 ${host.addresses[4]}/32`,
    'inet_protocols = all',
    'smtpd_tls_security_level = may',
    `smtpd_tls_cert_file = ${certificate.cert}`,
    `smtpd_tls_key_file = ${certificate.key}`,
    'postscreen_greet_wait = 2s',
    'postscreen_greet_banner = mail.example checks who calls, one moment',
    'postscreen_greet_action = enforce',
    'postscreen_pipelining_enable = yes',
    'postscreen_pipelining_action = enforce',
    'postscreen_non_smtp_command_enable = yes',
    'postscreen_access_list = permit_mynetworks',
    `postscreen_cache_map = btree:${folder}/data/postscreen_cache`,
  ])
  writeLines(folder, 'master.cf', [
    ...onPort25,
    'submission inet n - n - - smtpd',
    ...['pickup unix n - n 60 1 pickup', 'cleanup unix n - n - 0 cleanup', 'qmgr unix n - n 300 1 qmgr'],
    ...['tlsmgr unix - - n 1000? 1 tlsmgr', 'rewrite unix - - n - - trivial-rewrite', 'anvil unix - - n - 1 anvil'],
    ...['bounce unix - - n - 0 bounce', 'defer unix - - n - 0 bounce', 'error unix - - n - - error'],
    ...['proxymap unix - - n - - proxymap', 'scache unix - - n - 1 scache', 'postlog unix-dgram n - n - 1 postlogd'],
  ])
  for (const name of ['queue', 'data']) makeFolder(folder, name)
  // What `postfix start` does, without its many checks, and without leaving the process group.
  const run = [
    `cd queue && mkdir ${queues.join(' ')}`,
    `chown postfix . ../data ${queues.filter(name => name !== 'pid').join(' ')} && chown root .`,
    'chgrp postdrop public maildrop && chmod 700 private && chmod 710 public && chmod 1730 maildrop',
    'exec "$(postconf -h daemon_directory)/master" -c .. -d',
  ]
  return ['/bin/sh', '-c', run.join(' && ')]
}

function eximIn({ folder, host, certificate }: Setting): readonly string[] {
  writeLines(folder, 'exim.conf', [
    'primary_hostname = mail.example',
    `spool_directory = ${folder}/spool`,
    `log_file_path = ${folder}/%slog`,
    `pid_file_path = ${folder}/pid`,
    'daemon_smtp_ports = 25',
    'never_users =',
    'host_lookup =',
    'rfc1413_hosts =',
    'keep_environment =',
    `chunking_advertise_hosts = ${host.addresses[4]}`,
    'tls_advertise_hosts = *',
    `tls_certificate = ${folder}/cert.pem`,
    `tls_privatekey = ${folder}/key.pem`,
    'acl_smtp_rcpt = refuse',
    'begin acl',
    'refuse:',
    '  deny message = nothing is taken here',
  ])
  // The package would have made its user; the tests only unpack it, so the user is known to this process tree alone.
  writeLines(folder, 'passwd', [
    readFileSync('/etc/passwd', 'utf8').trimEnd(),
    'Debian-exim:x:65531:65531::/:/bin/false',
  ])
  writeLines(folder, 'group', [readFileSync('/etc/group', 'utf8').trimEnd(), 'Debian-exim:x:65531:'])
  for (const name of ['cert', 'key'] as const)
    writeLines(folder, `${name}.pem`, [readFileSync(certificate[name], 'utf8').trimEnd()])
  makeFolder(folder, 'spool')
  const run = [
    ...['passwd', 'group'].map(name => `mount --bind ${name} /etc/${name}`),
    'chown -R 65531:65531 .',
    'chown root exim.conf',
    `exec ${EXIM} -C "$PWD/exim.conf" -bdf`,
  ]
  return ['unshare', '--mount', '/bin/sh', '-c', run.join(' && ')]
}

function dovecotIn({ folder, certificate }: Setting): readonly string[] {
  writeLines(folder, 'dovecot.conf', [
    'protocols = imap',
    `base_dir = ${folder}/run`,
    `state_dir = ${folder}/state`,
    'log_path = /dev/stderr',
    'ssl = yes',
    `ssl_cert = <${certificate.cert}`,
    `ssl_key = <${certificate.key}`,
    'passdb {',
    '  driver = static',
    '  args = nopassword=n',
    '}',
    'userdb {',
    '  driver = static',
    `  args = uid=65534 gid=65534 home=${folder}`,
    '}',
  ])
  for (const name of ['run', 'state']) makeFolder(folder, name)
  return ['/usr/sbin/dovecot', '-F', '-c', `${folder}/dovecot.conf`]
}
