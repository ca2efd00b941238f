import assert from 'node:assert/strict'
import type { FindingId } from '../../src/explain/finding.ts'
import { type HostView, settleLegs, unseen } from '../../src/explain/legs.ts'
import type { Observation } from '../../src/explain/observation.ts'
import type { FirewallVerdict } from '../../src/host/facts.ts'
import type { FamilyRow } from '../../src/plan/session.ts'
import { judgeAll, judged, lone, readingOf } from '../support/comparisons.ts'

const passes: FirewallVerdict = { kind: 'passes' }
const drops: FirewallVerdict = { kind: 'drops', rule: 'inet filter input tcp dport 25 drop' }
const rejects: FirewallVerdict = { kind: 'rejects', rule: 'inet filter input tcp dport 25 reject' }
const unclear: FirewallVerdict = { kind: 'unknown', why: 'a rule depends on a set' }

/** Both hosts' rules were read and are innocent; nothing arrived, and that proves something. */
const innocent: HostView = { answerer: passes, dialer: passes, arrived: false, blind: null }

const transports = ['tcp', 'udp', 'icmp'] as const
const directions = ['incoming', 'outgoing'] as const

function rowOf(transport: FamilyRow['transport'], direction: FamilyRow['direction'] = 'incoming'): FamilyRow {
  return { direction, family: 4, transport, port: transport === 'icmp' ? 0 : 25, protocol: 'echo' }
}

/** What becomes of one observation on a row of its transport. */
function settled(id: FindingId, view: Partial<HostView>, direction: FamilyRow['direction'] = 'incoming'): Observation {
  const [word = ''] = id.split('.')
  const row = rowOf(transports.find(it => it === word) ?? 'tcp', direction)
  const [reading] = settleLegs(row, [readingOf([id])], { ...innocent, ...view })
  return reading?.observations[0] ?? assert.fail()
}

describe('explain/legs', () => {
  it('touches nothing but losses and refusals', () => {
    for (const id of ['tcp.intercepted', 'tcp.reset', 'tcp.refused-by-host', 'udp.lost-back', 'udp.truncated'] as const)
      for (const view of [innocent, unseen, { answerer: drops, dialer: drops }])
        assert.deepEqual(settled(id, view), readingOf([id]).observations[0], id)
  })

  it('finds nothing where nothing was lost, whatever the hosts say of themselves', () => {
    const views = [innocent, unseen, { ...innocent, arrived: true }, { ...innocent, answerer: drops, dialer: rejects }]
    for (const view of views) assert.deepEqual(settleLegs(rowOf('tcp'), [readingOf([])], view), [readingOf([])])
  })

  describe('something lost', () => {
    for (const transport of transports)
      for (const direction of directions) {
        const lost = `${transport}.lost` as const
        it(`was lost on the way out when the far end proves that nothing came (${transport}, ${direction})`, () => {
          const { id, because, side } = settled(lost, {}, direction)
          assert.deepEqual([id, because, side], [`${transport}.lost-out`, undefined, undefined])
        })

        it(`is the work of a host whose own rule drops or rejects it (${transport}, ${direction})`, () => {
          const sides = direction === 'incoming' ? ['server-host', 'client-host'] : ['client-host', 'server-host']
          for (const rule of [drops, rejects]) {
            for (const [at, view] of [{ answerer: rule }, { dialer: rule }].entries()) {
              const { id, side, notes } = settled(lost, view, direction)
              assert.deepEqual([id, side], ['host.firewall', sides[at]])
              assert.match(
                notes.join(),
                rule.kind === 'drops' ? /drops it \(.*tcp dport 25 drop\)/ : /rejects it \(.*reject\)/,
              )
            }
          }
        })

        it(`stays lost, with the reason, when the answerer's rules are not known (${transport}, ${direction})`, () => {
          const cases = [
            [null, /rules of the far end were not read/],
            [unclear, /a rule depends on a set/],
          ] as const
          for (const [answerer, why] of cases) {
            const { id, because } = settled(lost, { answerer }, direction)
            assert.equal(id, lost)
            assert.match(because ?? '', why)
          }
        })
      }

    it('over TCP stays lost when absence proves nothing; an open socket of datagrams needs no handshake', () => {
      const blind = 'tcp_syncookies is 2: the kernel keeps no half-open connections'
      const { id, because } = settled('tcp.lost', { blind })
      assert.equal(id, 'tcp.lost')
      assert.match(because ?? '', /tcp_syncookies is 2/)
      assert.equal(settled('udp.lost', { blind }).id, 'udp.lost-out')
      assert.equal(settled('icmp.lost', { blind }).id, 'icmp.lost-out')
    })

    it('was lost on the way back when its handshake was seen, whatever else is not known', () => {
      for (const rest of [{}, { blind: 'busy' }, { answerer: null }, { answerer: unclear, dialer: null }])
        for (const direction of directions)
          assert.equal(settled('tcp.lost', { arrived: true, ...rest }, direction).id, 'tcp.lost-back')
    })

    it('and was seen to arrive was dropped by no rule of either host', () => {
      assert.equal(settled('tcp.lost', { arrived: true, answerer: drops }).id, 'tcp.lost-back')
      assert.equal(settled('tcp.lost', { arrived: true, dialer: drops }).id, 'tcp.lost-back')
    })

    it('is the dialer’s when both hosts drop it: it never left', () => {
      assert.equal(settled('tcp.lost', { answerer: drops, dialer: drops }).side, 'client-host')
    })

    it('never reached the far end also when nothing is known of the dialer', () => {
      assert.equal(settled('tcp.lost', { dialer: null }).id, 'tcp.lost-out')
    })
  })

  describe('something refused', () => {
    for (const transport of ['tcp', 'udp'] as const)
      for (const direction of directions) {
        const refused = `${transport}.refused` as const
        it(`was refused by the path when both hosts are innocent (${transport}, ${direction})`, () => {
          const { id, because } = settled(refused, {}, direction)
          assert.deepEqual([id, because], [`${transport}.refused-by-path`, undefined])
        })

        it(`is the work of a host whose own rule rejects it (${transport}, ${direction})`, () => {
          const sides = direction === 'incoming' ? ['server-host', 'client-host'] : ['client-host', 'server-host']
          for (const [at, view] of [{ answerer: rejects }, { dialer: rejects }].entries())
            assert.deepEqual(
              [settled(refused, view, direction).id, settled(refused, view, direction).side],
              ['host.firewall', sides[at]],
            )
        })

        it(`stays refused, with the reason, when the answerer's rules are not known (${transport}, ${direction})`, () => {
          for (const answerer of [null, unclear]) {
            const { id, because } = settled(refused, { answerer }, direction)
            assert.equal(id, refused)
            assert.match(because ?? '', /^by the host or by the path is not known: /)
          }
        })
      }

    it('was refused by the path when the answerer drops in silence: it was not the one that spoke', () => {
      assert.equal(settled('tcp.refused', { answerer: drops }).id, 'tcp.refused-by-path')
    })

    it('is the dialer’s own when that drops it: its kernel says so at once', () => {
      assert.equal(settled('udp.refused', { dialer: drops }).side, 'client-host')
    })

    it('says when the dialing host was not looked at', () => {
      for (const dialer of [null, unclear]) {
        const { id, because } = settled('tcp.refused', { dialer })
        assert.equal(id, 'tcp.refused-by-path')
        assert.match(because ?? '', /^unless the firewall of the dialing host itself did it: /)
      }
    })

    it('of ICMP is the path’s as well, when the host is innocent', () => {
      assert.equal(settled('icmp.refused', {}).id, 'icmp.refused-by-path')
      assert.match(settled('icmp.refused', { answerer: null }).because ?? '', /is not known/)
      assert.equal(settled('icmp.refused', { answerer: rejects }).id, 'host.firewall')
    })
  })

  it('leaves a loss as it is whose reader knows why nothing proves its leg, but for a rule of a host', () => {
    const because = 'others pinged the far end'
    const reading = readingOf(['icmp.lost'])
    const doubtful = { ...reading, observations: reading.observations.map(it => ({ ...it, because })) }
    const settledWith = (view: Partial<HostView>) => settleLegs(rowOf('icmp'), [doubtful], { ...innocent, ...view })
    assert.deepEqual(settledWith({}), [doubtful])
    assert.equal(settledWith({ answerer: drops })[0]?.observations[0]?.id, 'host.firewall')
  })

  it('has pings decided by what the far end’s kernel counted, and a loss among them placed', () => {
    const row = rowOf('icmp')
    const none = lone({ kind: 'idle', script: 'unfinished' }, 'not-listening')
    const { session, comparison } = judged(none, { row, probe: 'icmp-echo' })
    const reading = readingOf([], { session, comparison, open: 'nothing could hear it' })
    const echoes = new Map([[session.id, { received: 0, answered: 0, own: 3 }]])
    const [settled] = settleLegs(row, [reading], { ...innocent, echoes })
    assert.deepEqual([settled?.open, settled?.observations.map(({ id }) => id)], [null, ['icmp.lost-out']])
    assert.deepEqual(settleLegs(row, [reading], innocent), [reading])
  })

  it('decides the verdict, the reason and the side of the row', () => {
    const row = rowOf('tcp')
    const lost = [1, 2].map(attempt =>
      judged(lone({ kind: 'connect-timeout', script: 'unfinished' }, 'listening'), { row, attempt, probe: 'tcp-echo' }),
    )
    const of = (view: Partial<HostView>) => {
      const hosts = new Map([['incoming:4:tcp:25', { ...innocent, ...view }]])
      const { rows, findings } = judgeAll(lost, { rows: [row], hosts })
      return [rows[0]?.verdict, rows[0]?.reason, ...findings.map(it => `${it.id} ${it.side}`)]
    }
    assert.deepEqual(of({}), ['lost-out', null, 'tcp.lost-out unknown'])
    assert.deepEqual(of({ arrived: true }), ['lost-back', null, 'tcp.lost-back unknown'])
    const quoted = `the firewall of the mail server itself drops it (${drops.rule})`
    assert.deepEqual(of({ answerer: drops }), ['refused-by-host', quoted, 'host.firewall server-host'])
    const [verdict, reason] = of({ blind: 'the listen queue overflowed' })
    assert.deepEqual([verdict, /the listen queue overflowed$/.test(reason ?? '')], ['lost', true])
  })
})
