import assert from 'node:assert/strict'
import { createPingSchedule, type PingSchedule } from '../../src/wire/icmp-schedule.ts'

/** Runs it from 0 ms to its end; the pings are answered so long after each try, or never. Gives `time:ping` of each try. */
function runOf(schedule: PingSchedule, answersAfterMs: (ping: number) => number | null): readonly [string[], number] {
  const sent: string[] = []
  const answers: { atMs: number; ping: number }[] = []
  let nowMs = 0
  for (;;) {
    for (const { ping } of answers.filter(it => it.atMs <= nowMs)) schedule.answered(ping, nowMs)
    for (const ping of schedule.due(nowMs)) {
      sent.push(`${nowMs}:${ping}`)
      const afterMs = answersAfterMs(ping)
      if (afterMs !== null) answers.push({ atMs: nowMs + afterMs, ping })
    }
    const waitMs = schedule.waitMs(nowMs)
    if (waitMs === null) return [sent, nowMs]
    const answersMs = answers.map(it => it.atMs - nowMs).filter(it => it > 0)
    nowMs += Math.max(1, Math.min(waitMs, ...answersMs))
  }
}

describe('icmp-schedule', () => {
  it('sends the first alone, then the others 5 ms apart, and lingers', () => {
    const schedule = createPingSchedule(4, false, 0)
    assert.deepEqual(
      runOf(schedule, () => 50),
      [['0:0', '50:1', '55:2', '60:3'], 260],
    )
    assert.ok(schedule.allAnswered())
  })

  it('never sends the others when the first is not answered, and gives up after three tries', () => {
    const schedule = createPingSchedule(4, false, 0)
    assert.deepEqual(
      runOf(schedule, () => null),
      [['0:0', '700:0', '1900:0'], 4000],
    )
    assert.ok(!schedule.anyAnswered())
  })

  it('tries again only what was not answered', () => {
    const schedule = createPingSchedule(3, false, 0)
    const [sent, endedMs] = runOf(schedule, ping => (ping === 1 ? null : 10))
    assert.deepEqual(sent, ['0:0', '10:1', '15:2', '710:1', '1910:1'])
    assert.equal(endedMs, 4010)
    assert.ok(schedule.anyAnswered() && !schedule.allAnswered())
  })

  it('takes twice the time when it is patient', () => {
    assert.deepEqual(
      runOf(createPingSchedule(1, true, 0), () => null),
      [['0:0', '1400:0', '3800:0'], 8000],
    )
  })

  it('counts an answer once, also when it comes late or twice', () => {
    const schedule = createPingSchedule(2, false, 100)
    assert.deepEqual(schedule.due(100), [0])
    schedule.answered(0, 120)
    schedule.answered(0, 130)
    schedule.answered(7, 130)
    assert.deepEqual(schedule.due(120), [1])
    assert.equal(schedule.leftMs(1, 120), 4000)
    schedule.answered(1, 140)
    assert.equal(schedule.waitMs(140), 150)
    assert.equal(schedule.waitMs(290), null)
  })
})
