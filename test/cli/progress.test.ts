/** Progress as it is shown: redrawn on a terminal, plain lines elsewhere. */
import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { WriteStream } from 'node:tty'
import { type ProgressOptions, type ProgressWatch, watchProgress } from '../../cli/progress.ts'
import type { Lane, ProgressEvent, SealedSession } from '../../src/report/progress.ts'
import { screenOf } from './screen.ts'

const lane: Lane = {
  family: 4,
  direction: 'incoming',
  round: { index: 1, of: 2 },
  sessions: { done: 1, total: 4 },
  ports: { done: 0, total: 2 },
  underWay: ['25 smtp', '587 smtp'],
  waitMs: 8000,
}
const sealed: SealedSession = {
  family: 4,
  direction: 'incoming',
  transport: 'tcp',
  port: 25,
  probe: 'smtp-ehlo',
  part: 0,
  attempt: 1,
  ending: { kind: 'closed', atMs: 12, script: 'finished' },
  tookMs: 12,
}
const pair: ProgressEvent = { phase: 'pair', lanes: [], sealed: null }
const play: ProgressEvent = { phase: 'play', lanes: [lane], sealed: null }
const ended: ProgressEvent = { ...play, sealed }
const done: ProgressEvent = { phase: 'done', lanes: [lane], sealed: null }
const sealedText = 'incoming TCP 25 IPv4 smtp-ehlo: closed, 12 ms'

/** Longer than a terminal waits before it is redrawn, and than the time stands still. */
const AFTER_REDRAW_MS = 200
const AFTER_TICK_MS = 1300

describe('cli/progress', () => {
  const watches: ProgressWatch[] = []
  afterEach(() => {
    for (const watch of watches.splice(0)) watch.end()
  })

  /** A watch on a stream that keeps what is written. */
  function watchOn(stream: Partial<WriteStream>, options: Partial<ProgressOptions> = {}) {
    let written = ''
    const emitter = Object.assign(new EventEmitter(), {
      columns: 80,
      rows: 24,
      write: (text: string) => {
        written += text
        return true
      },
      ...stream,
    })
    const watch = watchProgress(emitter as unknown as WriteStream, { mode: 'normal', env: {}, ...options })
    watches.push(watch)
    return { watch, emitter, text: () => written }
  }

  describe('where nothing can be redrawn', () => {
    it('prints a line when the run comes to another phase', () => {
      const { watch, text } = watchOn({})
      for (const event of [pair, play, ended, done]) watch.take(event)
      watch.end()
      assert.equal(text(), 'pairing\ntesting (1/4 sessions)\ndone (1/4 sessions)\n')
    })

    it('does so on a terminal without a cursor, too', () => {
      const { watch, text } = watchOn({ isTTY: true }, { env: { TERM: 'dumb' } })
      for (const event of [pair, play]) watch.take(event)
      watch.end()
      assert.equal(text(), 'pairing\ntesting (1/4 sessions)\n')
    })

    it('tells of a long phase every ten seconds', async () => {
      let nowMs = 0
      const { watch, text } = watchOn({}, { nowMs: () => nowMs })
      watch.take(play)
      nowMs = 9000
      await sleep(AFTER_TICK_MS)
      assert.equal(text(), 'testing (1/4 sessions)\n')
      nowMs = 12_000
      await sleep(AFTER_TICK_MS)
      const status = 'testing: 0/2 ports, 1/4 sessions, 0:12; incoming IPv4, round 1 of 2: 25 smtp, 587 smtp'
      assert.equal(text(), `testing (1/4 sessions)\n${status}\n`)
      await sleep(AFTER_TICK_MS)
      assert.equal(text(), `testing (1/4 sessions)\n${status}\n`)
    })
  })

  describe('on a terminal', () => {
    it('draws two lines in place, not for every event, and leaves it clean', async () => {
      const { watch, text } = watchOn({ isTTY: true }, { nowMs: () => 0 })
      for (const event of [pair, play, ended]) watch.take(event)
      assert.equal(text(), '')
      await sleep(AFTER_REDRAW_MS)
      assert.deepEqual(screenOf(text(), 80).lines, [
        '[#####...............]  testing, 0/2 ports, 1/4 sessions, 0:00',
        '  incoming IPv4, round 1 of 2: 25 smtp, 587 smtp',
      ])
      watch.end()
      assert.deepEqual(screenOf(text(), 80), { lines: [], row: 0, column: 0 })
    })

    it('draws over what it drew, also when a line has gone', async () => {
      const { watch, text } = watchOn({ isTTY: true }, { nowMs: () => 0 })
      watch.take(play)
      await sleep(AFTER_REDRAW_MS)
      watch.take({ phase: 'judge', lanes: [], sealed: null })
      await sleep(AFTER_REDRAW_MS)
      assert.deepEqual(screenOf(text(), 80).lines, ['judging, 0:00'])
    })

    it('lets the time move while nothing happens', async () => {
      let nowMs = 0
      const { watch, text } = watchOn({ isTTY: true }, { nowMs: () => nowMs })
      watch.take(pair)
      nowMs = 7000
      await sleep(AFTER_TICK_MS)
      assert.deepEqual(screenOf(text(), 80).lines, ['pairing, 0:07'])
    })

    it('fits a terminal that has become narrower, and leaves nothing of the wide lines', async () => {
      const { watch, emitter, text } = watchOn({ isTTY: true }, { nowMs: () => 0 })
      watch.take(play)
      await sleep(AFTER_REDRAW_MS)
      const before = text()
      emitter.columns = 40
      emitter.emit('resize')
      // The terminal broke its 62 and 50 columns in two each, and the cursor went with the text.
      const broken = screenOf(before, 80).lines.flatMap(line => [line.slice(0, 40), line.slice(40)])
      assert.deepEqual(
        screenOf(`${broken.join('\n')}${text().slice(before.length)}`, 40).lines,
        ['testing, 0/2 ports, 1/4 sessions, 0:00', '  incoming IPv4, round 1 of 2: 25 smtp'].map(line =>
          line.slice(0, 39),
        ),
      )
    })

    it('takes a width for granted when the terminal does not say one', async () => {
      const { watch, text } = watchOn({ isTTY: true, columns: 0 }, { nowMs: () => 0 })
      watch.take(play)
      await sleep(AFTER_REDRAW_MS)
      assert.match(screenOf(text(), 80).lines[0] ?? '', /testing, 0\/2 ports/)
    })

    it('draws nothing any more after the end', async () => {
      const { watch, emitter, text } = watchOn({ isTTY: true })
      watch.take(play)
      watch.end()
      const atEnd = text()
      watch.take(done)
      emitter.emit('resize')
      await sleep(AFTER_TICK_MS)
      watch.end()
      assert.equal(text(), atEnd)
    })

    it('says a line above what it draws', async () => {
      const { watch, text } = watchOn({ isTTY: true }, { nowMs: () => 0 })
      watch.take(pair)
      await sleep(AFTER_REDRAW_MS)
      watch.say('stopping')
      await sleep(AFTER_REDRAW_MS)
      assert.deepEqual(screenOf(text(), 80).lines, ['stopping', 'pairing, 0:00'])
      watch.end()
      watch.say('over')
      assert.deepEqual(screenOf(text(), 80).lines, ['stopping', 'over'])
    })
  })

  it('tells of each session when it is asked to, on a terminal and elsewhere', async () => {
    const plain = watchOn({}, { mode: 'verbose' })
    const terminal = watchOn({ isTTY: true }, { mode: 'verbose', nowMs: () => 0 })
    for (const { watch } of [plain, terminal]) for (const event of [play, ended, ended]) watch.take(event)
    assert.equal(plain.text(), `testing (1/4 sessions)\n${sealedText}\n${sealedText}\n`)
    await sleep(AFTER_REDRAW_MS)
    assert.deepEqual(screenOf(terminal.text(), 80).lines.slice(0, 3), [
      sealedText,
      sealedText,
      '[#####...............]  testing, 0/2 ports, 1/4 sessions, 0:00',
    ])
  })

  it('shows nothing in quiet, but what is said', async () => {
    const { watch, text } = watchOn({ isTTY: true }, { mode: 'quiet' })
    for (const event of [pair, play, ended, done]) watch.take(event)
    await sleep(AFTER_REDRAW_MS)
    assert.equal(text(), '')
    watch.say('stopping')
    watch.end()
    assert.equal(text(), 'stopping\n')
  })
})
