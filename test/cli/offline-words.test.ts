import assert from 'node:assert/strict'
import { type OfflineIntroduction, offlineIntroduction } from '../../cli/offline-words.ts'
import { decodePairing, mintPairing } from '../../src/control/pairing.ts'
import type { Row } from '../../src/plan/session.ts'

const now = new Date('2026-03-01T14:02:00Z')
const until = new Date('2026-03-01T14:30:00Z')
const pairing = mintPairing({
  controlPorts: [30443],
  addresses: ['192.0.2.25'],
  lifeMs: until.getTime() - now.getTime(),
  now,
  random: count => new Uint8Array(count),
})

function incoming(transport: Row['transport'], ...ports: readonly number[]): Row[] {
  return ports.map(port => ({ direction: 'incoming', transport, port, protocol: 'echo' }))
}

function textOf(change: Partial<OfflineIntroduction> = {}): string {
  return offlineIntroduction({
    pairing,
    paths: [{ family: 4, localAddress: '192.0.2.25', peerAddress: '192.0.2.7' }],
    until,
    rows: [...incoming('tcp', 25, 110, 465, 466, 467), ...incoming('udp', 53), ...incoming('icmp', 0)],
    profile: undefined,
    fingerprint: 'ab'.repeat(32),
    file: '/var/tmp/half.zip',
    now,
    columns: 100,
    ...change,
  })
}

describe('cli/offline-words', () => {
  it('prints the code on a line of its own, and the command to run outside without it', () => {
    const lines = textOf().split('\n')
    const [code = ''] = lines.filter(line => line.startsWith('pp1-'))
    assert.deepEqual(decodePairing(code), pairing)
    assert.ok(lines.includes('  pathproof check 192.0.2.25 --offline'))
    assert.ok(textOf({ profile: 'mx' }).includes('\n  pathproof check 192.0.2.25 --offline --profile mx\n'))
  })

  it('says when cycles are, the first and how often', () => {
    const text = textOf({ columns: 500 })
    assert.match(
      text,
      /^A cycle begins at 14:05:00 UTC and every 5 minutes after it, 5 in all, the last one at 14:25:00 UTC; one takes up to 4 minutes\.$/m,
    )
    const once = textOf({ until: new Date('2026-03-01T14:10:00Z'), columns: 500 })
    assert.match(once, /^The one cycle begins at 14:05:00 UTC; one takes up to 4 minutes\.$/m)
  })

  it('says which ports stay open to whom, and that nobody has to come for it', () => {
    const text = textOf({ columns: 500 })
    assert.match(
      text,
      /these ports of 192\.0\.2\.25 stay open to 192\.0\.2\.7 and to nobody else, whether a client comes or not:\n\n {2}TCP 25, 110, 465-467\n {2}UDP 53\n\n/,
    )
    assert.match(
      textOf({ rows: [{ direction: 'outgoing', transport: 'tcp', port: 25, protocol: 'smtp' }] }),
      /\n {2}none: /,
    )
  })

  it('says where the half goes, and whose key signs it', () => {
    assert.match(
      textOf({ columns: 500 }),
      /goes to \/var\/tmp\/half\.zip, signed with the key whose SHA-256 is\n\n {2}(ab){32}\n/,
    )
  })

  it('names both addresses of a client that has two', () => {
    const paths = [
      { family: 4, localAddress: '192.0.2.25', peerAddress: '192.0.2.7' },
      { family: 6, localAddress: '2001:db8::25', peerAddress: '2001:db8::7' },
    ] as const
    assert.match(
      textOf({ paths, columns: 500 }),
      /of 192\.0\.2\.25 and 2001:db8::25 stay open to 192\.0\.2\.7 and 2001:db8::7 /,
    )
  })

  it('keeps to the width, but for what must be copied whole', () => {
    const long = textOf({ columns: 60, rows: incoming('tcp', ...Array.from({ length: 60 }, (_, at) => 1000 + at * 3)) })
    const wide = long.split('\n').filter(line => line.length > 60)
    assert.deepEqual(
      wide.filter(line => !/^(pp1-\S+| {2}[0-9a-f]{64})$/.test(line)),
      [],
    )
  })
})
