/** hosts_access(5), as files are written. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { admittedFor, parseHostsAllow, readHostsAllow } from '../../src/host/hosts-allow.ts'

const file = String.raw`# Support may come in.
sshd: 192.0.2.10, 192.0.2.11 \
      [2001:db8:1::/64]
sshd, in.telnetd : 198.51.100.0/255.255.255.0 EXCEPT 198.51.100.13 : spawn (/bin/echo %c\: came) : allow
ALL EXCEPT sshd: .example.com
ALL: LOCAL
sshd@[2001:db8::1]: [2001:db8:9::5]
vsftpd: 203.0.113.5
sshd: 203.0.113.66: deny
`

describe('hosts.allow', () => {
  it('gives each list with its daemons and clients as written', () => {
    assert.deepEqual(parseHostsAllow(file), [
      { daemons: ['sshd'], clients: ['192.0.2.10', '192.0.2.11', '[2001:db8:1::/64]'] },
      { daemons: ['sshd', 'in.telnetd'], clients: ['198.51.100.0/255.255.255.0 EXCEPT 198.51.100.13'] },
      { daemons: ['ALL EXCEPT sshd'], clients: ['.example.com'] },
      { daemons: ['ALL'], clients: ['LOCAL'] },
      { daemons: ['sshd@[2001:db8::1]'], clients: ['[2001:db8:9::5]'] },
      { daemons: ['vsftpd'], clients: ['203.0.113.5'] },
    ])
  })

  it('says whom sshd admits, by its own lists and those for all', () => {
    assert.deepEqual(admittedFor(parseHostsAllow(file), 'sshd'), [
      '192.0.2.10',
      '192.0.2.11',
      '[2001:db8:1::/64]',
      '198.51.100.0/255.255.255.0 EXCEPT 198.51.100.13',
      'LOCAL',
      '[2001:db8:9::5]',
    ])
  })

  it('reads EXCEPT from the right: all but those of the list that is itself cut short', () => {
    const lists = parseHostsAllow('ALL EXCEPT ALL EXCEPT sshd: 192.0.2.1')
    assert.deepEqual(admittedFor(lists, 'sshd'), ['192.0.2.1'])
    assert.deepEqual(admittedFor(lists, 'vsftpd'), [])
  })

  it('leaves out what libwrap would not understand', () => {
    assert.deepEqual(parseHostsAllow('sshd\n: 192.0.2.1\nsshd :\n# sshd: ALL \\\nsshd: ALL\n'), [])
  })

  it('is a list for any text', () => {
    const words = fc.constantFrom('sshd', 'ALL', 'EXCEPT', ':', '[', ']', '\\', '\n', ' ', ',', '#', '192.0.2.1')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map(it => it.join('')),
        ),
        text => {
          assert.ok(Array.isArray(admittedFor(parseHostsAllow(text), 'sshd')))
        },
      ),
      { numRuns: 100 },
    )
  })

  it('of this host can be read, or there is none', async function () {
    if (process.platform !== 'linux') return this.skip()
    assert.ok(Array.isArray(await readHostsAllow()))
  })
})
