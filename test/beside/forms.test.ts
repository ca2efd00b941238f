import assert from 'node:assert/strict'
import { withHeardRandom } from '../../src/beside/forms.ts'
import { bytesOf, textOf } from '../../src/bytes.ts'

function kexinit(cookie: string, padding: string, names = 'curve25519-sha256'): string {
  const body = `\x14${cookie.repeat(16)}\0\0\0${String.fromCharCode(names.length)}${names}`
  const length = 1 + body.length + 4
  return `SSH-2.0-OpenSSH_9.2\r\n\0\0\0${String.fromCharCode(length)}\x04${body}${padding.repeat(4)}`
}

function handshake(thread: string, salt: string, version = '8.0.36'): string {
  const fixed = `\0${'c'.repeat(8)}\x15${'\0'.repeat(10)}`.slice(0, 19)
  return `\x4a\0\0\0\x0a${version}\0${thread.repeat(4)}${salt.repeat(8)}${fixed}${salt.repeat(12)}\0caching_sha2_password\0`
}

const filled = (protocol: 'ssh' | 'mysql', said: string, heard: string) =>
  textOf(withHeardRandom(protocol, bytesOf(said), bytesOf(heard)))

describe('beside/forms', () => {
  it('takes the cookie and the padding of SSH as heard', () => {
    const heard = kexinit('b', '\x01')
    assert.equal(filled('ssh', kexinit('a', '\0'), heard), heard)
  })

  it('keeps every other byte of SSH', () => {
    const heard = kexinit('b', '\0', 'curve25519-sha25X')
    assert.equal(filled('ssh', kexinit('a', '\0'), heard), kexinit('b', '\0'))
  })

  it('takes thread and salt of MySQL as heard, and nothing else', () => {
    const heard = handshake('2', 'y')
    assert.equal(filled('mysql', handshake('1', 'x'), heard), heard)
    assert.equal(filled('mysql', handshake('1', 'x'), handshake('2', 'y', '8.0.37')), handshake('2', 'y'))
  })

  it('leaves alone what has another form', () => {
    const said = handshake('1', 'x')
    const blocked = '\x40\0\0\0\xff\x6a\x04Host is not allowed to connect'
    for (const heard of [blocked, '', said.slice(0, 30)]) assert.equal(filled('mysql', said, heard), said)
    assert.equal(filled('ssh', kexinit('a', '\0'), 'SSH-2.0-other\r\n'), kexinit('a', '\0'))
  })
})
