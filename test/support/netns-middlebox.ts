/**
 * Real middleboxes, as recipes for netns-live.ts: what each is told when it runs on a router and connections that go
 * through the router are sent to it instead. Knows nothing of Pathproof, nor of how they are sent there.
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Recipe, Setting } from './netns-live.ts'
import { writeLines } from './netns-live-files.ts'
import { postfix } from './netns-live-mail.ts'

/** Where they listen on the router, by the port of the path that is sent there. */
export const boxPorts = { 25: 10_025, 143: 10_143, 465: 10_465, 993: 10_993 } as const

/** What each says of itself, in its greeting or its certificates. */
export const boxName = 'proxy.example'
export const boxAuthority = 'O=Network, CN=Network Inspection CA'

/** nginx as a mail proxy for SMTP and IMAP. It asks a web server who may log in, and that one lets nobody in. */
export const nginxMail: Recipe = {
  name: 'nginx-mail',
  needs: ['/usr/sbin/nginx', '/usr/lib/nginx/modules/ngx_mail_module.so'],
  ports: [boxPorts[25], boxPorts[143]],
  prepare: nginxMailIn,
}

/** Perdition, an IMAP proxy: it asks who logs in before it dials any server. */
export const perdition: Recipe = {
  name: 'perdition',
  needs: ['/usr/sbin/perdition.imap4'],
  ports: [boxPorts[143]],
  prepare: perditionIn,
}

/** Postfix on 25, as a mail server of somebody else. It answers errors at once: else each one takes it a second. */
export const impatientPostfix: Recipe = {
  ...postfix,
  prepare: setting => {
    const command = postfix.prepare(setting)
    appendFileSync(join(setting.folder, 'main.cf'), 'smtpd_error_sleep_time = 0\n')
    return command
  },
}

/**
 * HAProxy in TCP mode before one server: it takes connections, makes one of its own to port 25 of the server for each,
 * and copies bytes. `source`: whom the server sees as the caller; the caller's address needs `replyToProxy`.
 */
export function haproxyTo(address: string, source: 'proxy' | 'caller' = 'proxy'): Recipe {
  return {
    name: 'haproxy',
    needs: ['/usr/sbin/haproxy'],
    ports: [boxPorts[25]],
    prepare: setting => haproxyIn(setting, address, source),
  }
}

/**
 * sslsplit, which opens TLS with certificates of its own: from the first byte on 465 and 993, and whenever TLS begins on
 * 25. Whom to dial it asks the kernel, of a redirected connection.
 */
export const sslsplit: Recipe = {
  name: 'sslsplit',
  needs: ['/usr/bin/sslsplit', '/usr/bin/openssl'],
  ports: [boxPorts[25], boxPorts[465], boxPorts[993]],
  prepare: sslsplitIn,
}

function nginxMailIn({ folder }: Setting): readonly string[] {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const file = writeLines(folder, 'nginx.conf', [
    'load_module /usr/lib/nginx/modules/ngx_mail_module.so;',
    'daemon off;',
    'user nobody nogroup;',
    'worker_processes 1;',
    'error_log stderr;',
    `pid ${folder}/pid;`,
    'events { worker_connections 256; }',
    'http {',
    '  access_log off;',
    ...temporary.map(name => `  ${name}_temp_path ${folder}/${name};`),
    '  server {',
    '    listen 127.0.0.1:9000;',
    '    location / { add_header Auth-Status "Invalid login or password"; return 204; }',
    '  }',
    '}',
    'mail {',
    `  server_name ${boxName};`,
    '  auth_http 127.0.0.1:9000/;',
    `  server { listen ${boxPorts[25]}; protocol smtp; }`,
    `  server { listen ${boxPorts[143]}; protocol imap; }`,
    '}',
  ])
  return ['/usr/sbin/nginx', '-p', folder, '-c', file, '-e', 'stderr']
}

function perditionIn({ folder }: Setting): readonly string[] {
  const options = [
    ...['--no_daemon', '--protocol', 'IMAP4', '--listen_port', String(boxPorts[143])],
    // Nobody ever logs in, so this one is never dialed.
    ...['--outgoing_server', '127.0.0.1', '--ssl_mode', 'none', '--config_file', '/dev/null', '--map_library', ''],
    ...['--username', 'nobody', '--group', 'nogroup', '--pid_file', join(folder, 'pid'), '--log_facility', '-'],
  ]
  return ['/usr/sbin/perdition.imap4', ...options]
}

function haproxyIn({ folder }: Setting, address: string, source: 'proxy' | 'caller'): readonly string[] {
  const file = writeLines(folder, 'haproxy.cfg', [
    'global',
    '  maxconn 256',
    'defaults',
    '  mode tcp',
    '  retries 0',
    '  timeout connect 5s',
    '  timeout client 60s',
    '  timeout server 60s',
    'listen smtp',
    `  bind 0.0.0.0:${boxPorts[25]}`,
    ...(source === 'caller' ? ['  source 0.0.0.0 usesrc clientip'] : []),
    `  server behind ${address}:25`,
  ])
  return ['/usr/sbin/haproxy', '-db', '-f', file]
}

function sslsplitIn({ folder }: Setting): readonly string[] {
  const [cert, key] = [join(folder, 'ca.pem'), join(folder, 'ca.key')]
  const names = ['-subj', '/O=Network/CN=Network Inspection CA', '-days', '2']
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  execFileSync('openssl', ['req', '-x509', ...kind, ...names, '-keyout', key, '-out', cert], { stdio: 'pipe' })
  const specs = [`autossl 0.0.0.0 ${boxPorts[25]}`, `ssl 0.0.0.0 ${boxPorts[465]}`, `ssl 0.0.0.0 ${boxPorts[993]}`]
  const words = specs.flatMap(spec => spec.split(' '))
  const command = ['/usr/bin/sslsplit', '-D', '-e', 'netfilter', '-c', cert, '-k', key, '-K', key, ...words]
  // sslsplit 0.5.5 ends itself when a server's greeting comes before it has noticed that the connection to it stands.
  // As a real-time process it notices in time.
  const hasten = 'chrt --rr 1 true && exec chrt --rr 1 "$@"; exec "$@"'
  return ['/bin/sh', '-c', hasten, 'sh', ...command]
}
