/** What changes for a firewall from one profile to another. */
import assert from 'node:assert/strict'
import { diffProfiles, isEqual, renderProfileDiff } from '../../src/profile/diff.ts'
import { type Profile, parseProfile } from '../../src/profile/profile.ts'

function profile(version: string, ...rows: string[]): Profile {
  const text = `name: hoster\nversion: ${version}\nsource: s\nrows:\n${rows.map(row => `  - {${row}}\n`).join('')}`
  return parseProfile(text, version)
}

function textOf(from: Profile, to: Profile): string {
  return renderProfileDiff(diffProfiles(from, to))
    .map(({ indent, text }) => indent + text)
    .join('\n')
}

const mail = 'direction: both, transport: tcp, ports: 25, protocol: smtp, why: mail'
const ping = 'direction: both, transport: icmp, why: size'

describe('profile/diff', () => {
  it('says in words what to open, what is no longer needed, and what is otherwise', () => {
    const from = profile('1', mail, ping, 'direction: incoming, transport: tcp, ports: 10045-10049, why: own')
    const to = profile(
      '2',
      mail,
      'direction: incoming, transport: tcp, ports: 10045-10047, protocol: http, why: own',
      'direction: incoming, transport: tcp, ports: 10048, why: their own',
      'direction: both, transport: udp, ports: [9000-9002, 9004], why: calls',
      'direction: outgoing, transport: tcp, ports: 8443, protocol: https, why: the new API',
    )
    assert.equal(
      textOf(from, to),
      [
        'from: hoster, version 1',
        'to:   hoster, version 2',
        '',
        'To open, incoming (to the server):',
        '  UDP 9000-9002: calls',
        '  UDP 9004: calls',
        '',
        'To open, outgoing (from the server):',
        '  TCP 8443 (https): the new API',
        '  UDP 9000-9002: calls',
        '  UDP 9004: calls',
        '',
        'No longer needed, incoming (to the server):',
        '  TCP 10049: own',
        '  ICMP (ping): size',
        '',
        'No longer needed, outgoing (from the server):',
        '  ICMP (ping): size',
        '',
        'Open as before, but changed, incoming (to the server):',
        '  TCP 10045-10047 (http): protocol echo before, now http',
        '  TCP 10048: needed before for: own; now for: their own',
      ].join('\n'),
    )
  })

  it('does not put ports together that were different before', () => {
    const after = 'direction: incoming, transport: tcp, ports: 80-81, protocol: http, why: web'
    const before = ['http, why: old', 'https, why: web'].map(
      (rest, i) => `direction: incoming, transport: tcp, ports: ${80 + i}, protocol: ${rest}`,
    )
    const { changed } = diffProfiles(profile('1', ...before), profile('2', after))
    assert.deepEqual(
      changed.map(({ ports, before }) => [ports.first, ports.last, before.protocol, before.why]),
      [
        [80, 80, 'http', 'old'],
        [81, 81, 'https', 'web'],
      ],
    )
  })

  it('says that profiles ask for the same, whatever their order and version', () => {
    const [from, to] = [profile('1', mail, ping), profile('2', ping, mail)]
    assert.ok(isEqual(diffProfiles(from, to)))
    assert.equal(
      textOf(from, to),
      'hoster, version 1 and hoster, version 2 ask for the same 4 rows: nothing to open, nothing to close.',
    )
  })
})
