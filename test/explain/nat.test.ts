import assert from 'node:assert/strict'
import { judgeNat, type ServerAddresses } from '../../src/explain/nat.ts'
import type { Judged } from '../../src/explain/observation.ts'
import type { FamilyRow } from '../../src/plan/session.ts'
import type { Endpoint } from '../../src/tape/tape.ts'
import { client, judgeAll, judged, lone, pair, server } from '../support/comparisons.ts'

const external = '203.0.113.25'
const other = '203.0.113.26'
const foreign = '198.51.100.7'
const host: ServerAddresses = { family: 4, dialed: external, own: [external, other, '127.0.0.1'] }
/** Its address stands on a router before it, which translates. */
const behindNat: ServerAddresses = { family: 4, dialed: external, own: ['10.1.2.3', '127.0.0.1'] }
const clientAddress = '192.0.2.1'

interface Seen {
  readonly direction?: FamilyRow['direction']
  readonly transport?: FamilyRow['transport']
  readonly port?: number
  readonly from: string
  /** The dialer's own source port, and the one that the answerer saw. */
  readonly ports?: readonly [own: number, seen: number]
  readonly family?: FamilyRow['family']
  readonly dialPort?: number
}

/** A session whose answerer saw it come from there. */
function session({ direction = 'outgoing', transport = 'tcp', port = 25, family = 4, ...rest }: Seen): Judged {
  const [own, seen] = rest.ports ?? [40_000, 40_000]
  const row: FamilyRow = { direction, transport, port, family, protocol: 'echo' }
  const ends = {
    dialer: { local: at('192.0.2.99', own), remote: null },
    answerer: { local: at(direction === 'outgoing' ? clientAddress : external, port), remote: at(rest.from, seen) },
  }
  const { dialer, answerer, ...words } = pair([client('a'), server('b')])
  const tapes = {
    dialer: { ...dialer, head: { ...dialer.head, ...ends.dialer } },
    answerer: { ...answerer, head: { ...answerer.head, ...ends.answerer } },
  }
  const comparison =
    transport === 'tcp' ? { ...words, ...tapes } : ({ kind: 'datagrams', ...tapes, flows: [] } as const)
  return judged(comparison, { row: rest.dialPort === undefined ? row : { ...row, dialPort: rest.dialPort } })
}

function at(address: string, port: number): Endpoint {
  return { address, port }
}

/** Finding ids of these sessions, with how bad and whose. */
function found(sessions: readonly Judged[], its: ServerAddresses = host, hasClientNat = false) {
  const { findings, altered } = judgeNat(sessions, its, { hasClientNat, remedyFor: id => `remedy of ${id}` })
  return {
    ids: findings.map(it => it.id),
    findings,
    altered: Object.fromEntries([...altered].map(([row, keys]) => [row, keys.map(key => key.split(':')[0])])),
  }
}

/** The three transports, from one address each. */
function fromAll(address: string): readonly Judged[] {
  return [
    session({ from: address }),
    session({ from: address, port: 587 }),
    session({ from: address, transport: 'udp', port: 53 }),
    session({ from: address, transport: 'icmp', port: 0 }),
  ]
}

describe('explain/nat', () => {
  describe('says nothing', () => {
    it('of a server that sends from the address that was dialed', () => {
      assert.deepEqual(found(fromAll(external)), { ids: [], findings: [], altered: {} })
    })

    it('of loopback, whichever address of it was dialed', () => {
      for (const dialed of ['127.0.0.1', '127.0.0.2'])
        assert.deepEqual(found(fromAll('127.0.0.1'), { ...host, dialed }).ids, [])
      assert.deepEqual(
        found([session({ from: '::1', family: 6 })], { family: 6, dialed: '::1', own: [external] }).ids,
        [],
      )
    })

    it('of where the client’s own connections come from', () => {
      assert.deepEqual(found([session({ direction: 'incoming', from: '100.64.1.1' })]).ids, [])
    })

    it('of connections that only one end saw, nor of the other family', () => {
      const alone = judged(lone({ kind: 'connect-timeout' }, 'listening'), {
        row: session({ from: foreign }).session.row,
      })
      assert.deepEqual(found([alone, session({ from: '2001:db8::7', family: 6 })]).ids, [])
    })

    it('of a live service that was asked from its own host', () => {
      const its = session({ from: foreign })
      const { comparison } = its
      if (comparison.kind !== 'pair') return assert.fail()
      const answerer = { ...comparison.answerer, head: { ...comparison.answerer.head, role: 'dialer' as const } }
      assert.deepEqual(found([{ ...its, comparison: { ...comparison, answerer } }]).ids, [])
    })

    it('of two tapes that only their order put together', () => {
      const its = session({ from: foreign, ports: [1, 2] })
      if (its.comparison.kind !== 'pair') return assert.fail()
      assert.deepEqual(found([{ ...its, comparison: { ...its.comparison, matchedBy: 'order' } }]).ids, [])
    })

    it('of a server whose interfaces are not known', () => {
      assert.deepEqual(found(fromAll(external), { ...host, own: [] }).ids, [])
    })
  })

  describe('the source', () => {
    it('differs when all of it is neither the dialed address nor one of the host', () => {
      const { ids, findings, altered } = found(fromAll(foreign))
      assert.deepEqual(ids, ['nat.source-differs'])
      assert.deepEqual([findings[0]?.severity, findings[0]?.side], ['fault', 'unknown'])
      assert.match(
        findings[0]?.summary ?? '',
        /seen as 198\.51\.100\.7, and not as 203\.0\.113\.25, on 25\/tcp, 587\/tcp, 53\/udp, icmp/,
      )
      assert.equal(Object.keys(altered).length, 4)
      assert.equal(findings[0]?.remedy, 'remedy of nat.source-differs')
    })

    it('is chosen by the host when it is another of its addresses', () => {
      const { ids, findings } = found(fromAll(other))
      assert.deepEqual(ids, ['host.source-selection'])
      assert.deepEqual([findings[0]?.severity, findings[0]?.side], ['fault', 'server-host'])
      assert.match(findings[0]?.summary ?? '', /both are addresses of the server/)
    })

    it('is not laid at the host’s door when the dialed address is none of its own', () => {
      const { findings } = found(fromAll('10.1.2.3'), behindNat)
      const selection = findings.find(it => it.id === 'host.source-selection')
      assert.equal(selection?.side, 'unknown')
      assert.doesNotMatch(selection?.summary ?? '', /both/)
    })

    it('varies when one port alone is translated, and only that row is altered', () => {
      const { ids, findings, altered } = found([...fromAll(external).slice(1), session({ from: foreign })])
      assert.deepEqual(ids, ['nat.source-varies'])
      assert.deepEqual(altered, { 'outgoing:4:tcp:25': ['nat.source-varies'] })
      assert.deepEqual(findings[0]?.seen, { times: 1, of: 4 })
      assert.match(findings[0]?.summary ?? '', /198\.51\.100\.7 \(another address\) on 25\/tcp/)
    })

    it('varies when the transports differ', () => {
      const sessions = [session({ from: external }), session({ from: foreign, transport: 'icmp', port: 0 })]
      const { ids, altered } = found(sessions)
      assert.deepEqual(ids, ['nat.source-varies'])
      assert.deepEqual(Object.keys(altered), ['outgoing:4:icmp:0'])
    })

    it('varies and differs when there are two and both are wrong', () => {
      const { ids, altered } = found([session({ from: foreign }), session({ from: '198.51.100.8', port: 587 })])
      assert.deepEqual(ids, ['nat.source-varies', 'nat.source-differs'])
      assert.deepEqual(altered['outgoing:4:tcp:25'], ['nat.source-varies', 'nat.source-differs'])
    })

    it('names no more than eight rows, and counts the rest', () => {
      const many = Array.from({ length: 30 }, (_, port) => session({ from: foreign, port: port + 1 }))
      assert.match(found(many).findings[0]?.summary ?? '', /8\/tcp and 22 more/)
    })

    it('lists a finding once for a row with many sessions', () => {
      const { altered } = found([session({ from: foreign }), session({ from: foreign })])
      assert.deepEqual(altered, { 'outgoing:4:tcp:25': ['nat.source-differs'] })
    })
  })

  describe('a server behind NAT', () => {
    it('is a notice, and no more when the source is the dialed address', () => {
      const { ids, findings, altered } = found(fromAll(external), behindNat)
      assert.deepEqual([ids, findings[0]?.severity, altered], [['nat.present'], 'notice', {}])
      assert.match(findings[0]?.summary ?? '', /dialed as 203\.0\.113\.25; its interfaces have 10\.1\.2\.3/)
    })

    it('is a fault when another address goes out', () => {
      assert.deepEqual(found(fromAll(foreign), behindNat).ids, ['nat.source-differs', 'nat.present'])
    })
  })

  describe('a port', () => {
    const rewritten = (rest: Omit<Seen, 'from'>) => session({ from: external, ports: [40_000, 50_000], ...rest })

    it('that another one took the place of is a notice for each direction', () => {
      const { ids, findings } = found([rewritten({}), rewritten({ direction: 'incoming', port: 587 })])
      assert.deepEqual(ids, ['nat.port-rewritten', 'nat.port-rewritten'])
      assert.deepEqual(
        findings.map(it => it.severity),
        ['notice', 'notice'],
      )
      assert.deepEqual(
        findings.map(it => it.direction),
        ['incoming', 'outgoing'],
      )
      assert.equal(new Set(findings.map(it => it.key)).size, 2)
    })

    it('is no news where the plan knows of a forwarding, where the client is behind NAT, and in ICMP', () => {
      assert.deepEqual(found([rewritten({ dialPort: 2525 })]).ids, [])
      assert.deepEqual(found([rewritten({ direction: 'incoming' })], host, true).ids, [])
      assert.deepEqual(found([rewritten({ transport: 'icmp', port: 0 })]).ids, [])
      assert.deepEqual(found([rewritten({ ports: [0, 50_000] })]).ids, [])
    })
  })

  describe('a client behind NAT', () => {
    const behind = (from: string) =>
      found([session({ from, port: 587 }), session({ direction: 'incoming', from: '198.51.100.1' })], host, true).ids

    it('is no finding, and what its own router puts into packets is none of the server’s', () => {
      assert.deepEqual(behind(external), [])
      for (const router of ['192.168.1.1', '172.17.0.1', '100.64.0.1', '192.0.2.254', '198.51.100.1', 'fe80::1'])
        assert.deepEqual(behind(router), [], router)
    })

    it('still sees a source that is nobody’s', () => {
      assert.deepEqual(behind(foreign), ['nat.source-differs'])
    })
  })

  it('makes rows altered that were intact, and says why', () => {
    const its = session({ from: foreign })
    const { rows, findings } = judgeAll([its], { rows: [its.session.row], servers: [host] })
    assert.equal(rows[0]?.verdict, 'altered')
    assert.match(rows[0]?.reason ?? '', /source address/)
    assert.deepEqual(
      rows[0]?.findings,
      findings.map(it => it.key),
    )
    const clean = session({ from: external })
    const { rows: cleanRows } = judgeAll([clean], { rows: [clean.session.row], servers: [host] })
    assert.equal(cleanRows[0]?.verdict, 'intact')
  })
})
