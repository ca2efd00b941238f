/** What the servers of netns-live.ts that do no mail are told: OpenSSH, MariaDB and nginx. */
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Recipe, Setting } from './netns-live.ts'
import { makeFolder, writeLines } from './netns-live-files.ts'

/** OpenSSH on 22. */
export const sshd: Recipe = {
  name: 'sshd',
  needs: ['/usr/sbin/sshd', '/usr/bin/ssh-keygen'],
  ports: [22],
  prepare: sshdIn,
}

/** MariaDB on 3306. It reads no accounts, because it turns callers away unheard when none of them is for their address. */
export const mariadb: Recipe = {
  name: 'mariadb',
  needs: ['/usr/sbin/mariadbd'],
  ports: [3306],
  prepare: mariadbIn,
}

/** nginx on 80 and, with TLS, 443. */
export const nginx: Recipe = {
  name: 'nginx',
  needs: ['/usr/sbin/nginx'],
  ports: [80, 443],
  prepare: nginxIn,
}

function sshdIn({ folder }: Setting): readonly string[] {
  const key = join(folder, 'host_key')
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
  // Compiled in, and made at boot where there is one.
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  const file = writeLines(folder, 'sshd_config', [
    'Port 22',
    `HostKey ${key}`,
    `PidFile ${folder}/pid`,
    'UsePAM no',
    'UseDNS no',
    'PasswordAuthentication no',
  ])
  return ['/usr/sbin/sshd', '-D', '-e', '-f', file]
}

function mariadbIn({ folder }: Setting): readonly string[] {
  const data = makeFolder(folder, 'data')
  const options = [
    ...['--no-defaults', '--user=mysql', `--datadir=${data}`, `--socket=${data}/socket`, `--pid-file=${data}/pid`],
    ...['--port=3306', "--bind-address='*'", '--skip-name-resolve', '--skip-grant-tables'],
    ...['--innodb-buffer-pool-size=8M', '--innodb-log-file-size=4M', '--key-buffer-size=1M'],
  ]
  return ['/bin/sh', '-c', `chown mysql ${data} && exec /usr/sbin/mariadbd ${options.join(' ')}`]
}

function nginxIn({ folder, certificate }: Setting): readonly string[] {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const file = writeLines(folder, 'nginx.conf', [
    'daemon off;',
    'user nobody nogroup;',
    'worker_processes 1;',
    'error_log stderr;',
    `pid ${folder}/pid;`,
    'events { worker_connections 64; }',
    'http {',
    '  access_log off;',
    ...temporary.map(name => `  ${name}_temp_path ${folder}/${name};`),
    '  server {',
    '    listen 80; listen [::]:80; listen 443 ssl; listen [::]:443 ssl;',
    `    ssl_certificate ${certificate.cert}; ssl_certificate_key ${certificate.key};`,
    `    root ${makeFolder(folder, 'root')};`,
    '  }',
    '}',
  ])
  return ['/usr/sbin/nginx', '-p', folder, '-c', file, '-e', 'stderr']
}
