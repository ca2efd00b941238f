import assert from 'node:assert/strict'
import type { FindingId } from '../../src/explain/finding.ts'
import { type ConnectionLimit, limitFinding, limitOn, limitReason, settleLimited } from '../../src/explain/limits.ts'
import type { FamilyRow } from '../../src/plan/session.ts'
import { client, judgeAll, judged, lone, pair, readingOf, row25, server } from '../support/comparisons.ts'

const limit: ConnectionLimit = {
  direction: 'incoming',
  family: 4,
  kind: 'per-minute',
  count: 6,
  measured: '6 of those tried without a pause for 60 s came through',
}

function rowOf(rest: Partial<FamilyRow>): FamilyRow {
  return { ...row25, ...rest }
}

describe('explain/limits', () => {
  it('bears on the TCP rows of its direction and family, and on no other', () => {
    assert.equal(limitOn(row25, [limit]), limit)
    for (const rest of [{ direction: 'outgoing' }, { family: 6 }, { transport: 'udp' }, { transport: 'icmp' }] as const)
      assert.equal(limitOn(rowOf(rest), [limit]), null)
    assert.equal(limitOn(row25, []), null)
  })

  describe('what a limit explains', () => {
    const idsAfter = (id: FindingId) => {
      const [reading] = settleLimited([readingOf([id])], limit)
      return [reading?.observations.map(it => it.id), reading?.open]
    }

    it('is connections that were lost or refused on the way', () => {
      const ids = ['tcp.lost', 'tcp.lost-out', 'tcp.lost-back', 'tcp.refused', 'tcp.refused-by-path'] as const
      for (const id of ids) assert.deepEqual(idsAfter(id), [[], limitReason], id)
    })

    it('is not what a host does, and not what became of connections that stood', () => {
      const ids = [
        'host.firewall',
        'tcp.refused-by-host',
        'tcp.intercepted',
        'tcp.cut',
        'tcp.reset',
        'smtp.reply.rewritten',
      ] as const
      for (const id of ids) assert.deepEqual(idsAfter(id), [[id], null], id)
    })

    it('is a reset where the same question came through another time', () => {
      const [first, second] = settleLimited([readingOf(['tcp.reset']), readingOf([])], limit)
      assert.deepEqual([first?.observations, first?.open, second?.open], [[], limitReason, null])
    })

    it('is nothing when there is no limit', () => {
      const readings = [readingOf(['tcp.lost'])]
      assert.equal(settleLimited(readings, null), readings)
    })

    it('keeps the reason that a session has for itself', () => {
      const [reading] = settleLimited([readingOf(['tcp.lost'], { open: 'the run was broken off' })], limit)
      assert.equal(reading?.open, 'the run was broken off')
    })
  })

  describe('the finding', () => {
    const summary = (rest: Partial<ConnectionLimit>) => limitFinding({ ...limit, ...rest }, 'ask for more').summary

    it('tells the limit, how it was measured, and which way', () => {
      const finding = limitFinding(limit, 'ask for more')
      assert.deepEqual(
        [finding.id, finding.severity, finding.direction, finding.port, finding.remedy],
        ['path.connection-limit', 'fault', 'incoming', null, 'ask for more'],
      )
      assert.equal(
        finding.summary,
        'The path to the server (IPv4) lets only about 6 new connections a minute through: 6 of those tried without a pause for 60 s came through.',
      )
      assert.match(
        summary({ direction: 'outgoing', family: 6 }),
        /^The path from the server \(IPv6\) lets only about 6 new/,
      )
    })

    it('counts those at once, one of them, and none', () => {
      assert.match(summary({ kind: 'at-once', count: 5 }), /lets only 5 connections at once through: /)
      assert.match(summary({ kind: 'at-once', count: 1 }), /lets only 1 connection at once through: /)
      assert.match(summary({ count: 0 }), /lets no new connections through for a while once there have been some: /)
    })
  })

  describe('the rows', () => {
    const echo = { probe: 'tcp-echo' }
    const lost = (attempt: number) =>
      judged(lone({ kind: 'connect-timeout', script: 'unfinished' }, 'listening'), { ...echo, attempt })
    const clean = (attempt: number) => judged(pair([client('a'), server('b')]), { ...echo, attempt })

    it('that were kept out are untested for the limit, and not blocked', () => {
      const { rows, findings } = judgeAll([lost(1), lost(2)], { limits: [limit] })
      assert.deepEqual([rows[0]?.verdict, rows[0]?.reason], ['untested', 'connection limit'])
      assert.deepEqual(
        findings.map(it => it.id),
        ['path.connection-limit'],
      )
    })

    it('that came through after all are intact', () => {
      const { rows } = judgeAll([lost(1), clean(2)], { limits: [limit] })
      assert.deepEqual([rows[0]?.verdict, rows[0]?.reason, rows[0]?.findings], ['intact', null, []])
    })

    it('of the other direction are lost as ever', () => {
      const { rows } = judgeAll([lost(1), lost(2)], { limits: [{ ...limit, direction: 'outgoing' }] })
      assert.equal(rows[0]?.verdict, 'lost')
    })
  })
})
