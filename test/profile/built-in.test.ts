/** The built-in profiles, held against the lists that they stand for. */
import assert from 'node:assert/strict'
import { builtInProfiles, defaultProfileName, profileNamed } from '../../src/profile/built-in.ts'
import type { Profile } from '../../src/profile/profile.ts'

/** The reference, "Firewall Usage", as it is written: TCP unless stated otherwise. */
const reference = {
  both: `80 443 25 143 123/udp 993 3306 10050 873 30443 10045-10049/tcp/udp 1080 icmp`,
  incoming: `22 465 587`,
  outgoing: `53/tcp/udp 6568/udp 1600/udp 4121 24441/udp 10051 2703 61380-61399/tcp/udp`,
}

/** What is spoken there, as far as that is public; the rest gets the echo alone. */
const protocols: Readonly<Record<string, string>> = {
  'tcp 25': 'smtp',
  'tcp 587': 'smtp',
  'tcp 465': 'smtps',
  'tcp 143': 'imap',
  'tcp 993': 'imaps',
  'tcp 22': 'ssh',
  'tcp 53': 'dns',
  'udp 53': 'dns',
  'tcp 80': 'http',
  'tcp 443': 'https',
  'udp 123': 'ntp',
  'tcp 3306': 'mysql',
  'tcp 873': 'rsync',
  'tcp 1080': 'socks5',
  'tcp 2703': 'razor',
  'udp 24441': 'pyzor',
  'tcp 10050': 'zabbix',
  'tcp 10051': 'zabbix',
}

/** `tcp 25` for each port and transport that a line of the reference names. */
function portsIn(line: string): string[] {
  return line.split(' ').flatMap(item => {
    if (item === 'icmp') return ['icmp 0']
    const [range = '', ...transports] = item.split('/')
    const [first = 0, last = first] = range.split('-').map(Number)
    const ports = Array.from({ length: last - first + 1 }, (_, i) => first + i)
    return (transports.length === 0 ? ['tcp'] : transports).flatMap(it => ports.map(port => `${it} ${port}`))
  })
}

function rowsText(profile: Profile): string[] {
  return profile.rows.map(({ row }) => `${row.direction} ${row.transport} ${row.port} ${row.protocol}`).sort()
}

function named(name: string): Profile {
  const profile = profileNamed(name)
  assert.ok(profile)
  return profile
}

describe('profile/built-in', () => {
  it('mail-hoster has every row of the reference, and no other', () => {
    const expected = [
      ...portsIn(`${reference.both} ${reference.incoming}`).map(it => `incoming ${it} ${protocols[it] ?? 'echo'}`),
      ...portsIn(`${reference.both} ${reference.outgoing}`).map(it => `outgoing ${it} ${protocols[it] ?? 'echo'}`),
    ]
    assert.deepEqual(rowsText(named('mail-hoster')), expected.sort())
  })

  it('mail-hoster has 95 rows: TCP 18 and 39, UDP 6 and 30, ICMP both ways', () => {
    const counts: Record<string, number> = {}
    for (const { row } of named('mail-hoster').rows) {
      const key = `${row.transport} ${row.direction}`
      counts[key] = (counts[key] ?? 0) + 1
    }
    assert.deepEqual(counts, {
      'tcp incoming': 18,
      'tcp outgoing': 39,
      'udp incoming': 6,
      'udp outgoing': 30,
      'icmp incoming': 1,
      'icmp outgoing': 1,
    })
    assert.equal(named('mail-hoster').rows.length, 95)
  })

  it('mx is port 25 both ways', () => {
    assert.deepEqual(rowsText(named('mx')), ['incoming tcp 25 smtp', 'outgoing tcp 25 smtp'])
  })

  it('mail-client is what a mail program dials', () => {
    assert.deepEqual(rowsText(named('mail-client')), [
      'incoming tcp 143 imap',
      'incoming tcp 25 smtp',
      'incoming tcp 465 smtps',
      'incoming tcp 587 smtp',
      'incoming tcp 993 imaps',
    ])
  })

  it('each bears the name by which it is found, and says where it comes from', () => {
    for (const { name } of builtInProfiles) {
      const profile = named(name)
      assert.equal(profile.name, name)
      assert.ok(profile.source.length > 0 && profile.version.length > 0)
    }
    assert.ok(builtInProfiles.some(({ name }) => name === defaultProfileName))
    assert.equal(profileNamed('mail'), null)
  })
})
