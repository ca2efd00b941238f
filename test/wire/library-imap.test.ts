import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { compareTapes } from '../../src/diff/compare.ts'
import { randomFrom } from '../../src/plan/random.ts'
import type { LibraryTask } from '../../src/plan/session.ts'
import { imapMessage } from '../../src/probes/imap-message.ts'
import { bytesOn, firstOf } from '../../src/tape/flow.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { playLibrary } from '../../src/wire/library.ts'
import { loadImap } from '../../src/wire/library-imap.ts'
import { certificate, createRig, heardOn, readToFin, recorderFor, say, until } from './rig.ts'

const nonce = 'NONCE23456'
const expected = [{ session: 's1', nonce }]

function taskOf(part: number): LibraryTask {
  const key = () => new Uint8Array(0)
  const conversation = imapMessage.converse({ nonce, greeting: [], random: randomFrom(bytesOf('x'), 'x'), key }, part)
  return 'library' in conversation ? conversation.library : assert.fail()
}

describe('wire/library-imap', () => {
  const rig = createRig()
  before(async () => {
    await Promise.all([certificate(), loadImap()])
  })
  afterEach(() => rig.closeAll())

  const common = (signal: AbortSignal) => ({ certificate, idleMs: 8000, signal })

  function dial(socket: Socket, part: number, signal = new AbortController().signal) {
    const recorder = recorderFor('dialer', 's1')
    const options = { ...common(signal), recorder, strangers: null, role: 'dialer', task: taskOf(part), nonce } as const
    return { tape: playLibrary(socket, options), recorder }
  }

  function answer(socket: Socket, signal = new AbortController().signal, timeMs = 10_000) {
    const recorder = recorderFor('answerer')
    const options = { ...common(signal), recorder, strangers: { bytes: 2048, timeMs }, role: 'answerer' } as const
    return { tape: playLibrary(socket, { ...options, kind: 'imap', expected }), recorder }
  }

  async function playClean(part: number): Promise<[Tape, Tape]> {
    const [near, far] = await rig.pair()
    const [dialer, answerer] = await Promise.all([dial(near, part).tape, answer(far).tape])
    for (const tape of [dialer, answerer]) {
      assert.deepEqual([tape.ending.kind, tape.ending.script], ['closed', 'finished'])
      assert.equal(tape.head.session, 's1')
    }
    const { flows, events } = compareTapes({ dialer, answerer, matchedBy: 'nonce' }, 'bytes')
    assert.ok(flows.every(flow => flow.edits.length === 0 && flow.unheard === null))
    assert.deepEqual(events, [])
    return [dialer, answerer]
  }

  it('brings a message across in clear and back, with a login by nonce', async () => {
    const [dialer, answerer] = await playClean(0)
    const message = textOf(taskOf(0).message)
    const heard = textOf(bytesOn(answerer, 'heard', 'wire'))
    assert.ok(heard.includes(` APPEND INBOX {${message.length}}\r\n${message}\r\n`))
    assert.ok(heard.includes(`LOGIN "${nonce}" "nothing"\r\n`))
    assert.ok(heard.endsWith(' LOGOUT\r\n'))
    assert.ok(textOf(bytesOn(dialer, 'heard', 'wire')).includes(`BODY[] {${message.length}}\r\n${message})\r\n`))
    assert.equal(firstOf(answerer, 'tls-begin'), undefined)
  })

  it('brings it across inside TLS and back, and the tape has it once each way', async () => {
    const [dialer, answerer] = await playClean(1)
    const { message } = taskOf(1)
    for (const [tape, kind] of [
      [dialer, 'sent'],
      [answerer, 'heard'],
      [answerer, 'sent'],
      [dialer, 'heard'],
    ] as const)
      assert.deepEqual(bytesOn(tape, kind, 'tls'), message, kind)
    assert.doesNotMatch(textOf(bytesOn(answerer, 'heard', 'wire')), /LOGIN|APPEND/)
    const { tls } = compareTapes({ dialer, answerer, matchedBy: 'nonce' }, 'bytes')
    assert.deepEqual([tls?.exporterEqual, tls?.certificateEqual, tls?.ciphertextEqual], [true, true, true])
  })

  it('greets a stranger, lets it into no mailbox, and cuts it off after 2 KiB', async () => {
    const [near, far] = await rig.pair()
    const { tape } = answer(near)
    await heardOn(far, /^\* OK \[CAPABILITY .*\r\n/)
    await say(far, 'a LOGIN somebody else\r\n')
    await heardOn(far, /a NO .*\r\n/)
    far.resume()
    await say(far, 'b NOOP\r\n'.repeat(400))
    const { ending, head } = await tape
    assert.deepEqual([ending.kind, ending.script, ending.resetSent, head.session], ['limit', 'unfinished', true, null])
  })

  it('cuts a stranger off when its time is over, also inside TLS', async () => {
    const [near, far] = await rig.pair()
    const { tape } = answer(near, undefined, 50)
    await say(far, 'a STARTTLS\r\n')
    await heardOn(far, /a OK .*\r\n/)
    const { ending } = await tape
    assert.deepEqual([ending.kind, ending.resetSent], ['limit', true])
  })

  it('lets go of a caller that says nothing and leaves', async () => {
    const [near, far] = await rig.pair()
    const { tape } = answer(near)
    far.end()
    await readToFin(far)
    const { ending, head } = await tape
    assert.deepEqual([ending.kind, ending.script, head.session], ['closed', 'unfinished', null])
  })

  it('does not log in in clear when STARTTLS is not offered or refused, and says why', async () => {
    for (const list of ['IMAP4rev1', 'IMAP4rev1 STARTTLS']) {
      const [near, far] = await rig.pair()
      const { tape } = dial(near, 1)
      await say(far, `* OK [CAPABILITY ${list}] probe.example\r\n`)
      if (list.includes('STARTTLS')) {
        await heardOn(far, /^1 STARTTLS\r\n/)
        await say(far, '1 BAD not known\r\n')
      }
      far.on('end', () => far.end()).resume()
      const its = await tape
      assert.deepEqual([its.ending.kind, its.ending.script], ['closed', 'unfinished'])
      assert.ok((firstOf(its, 'tls-failed')?.message ?? '').length > 0)
      assert.doesNotMatch(textOf(bytesOn(its, 'sent', 'wire')), /LOGIN|APPEND/)
    }
  })

  it('leaves when the server sends it away or does not know it', async () => {
    for (const words of ['* BYE not now\r\n', '* OK [CAPABILITY IMAP4rev1] probe.example\r\n1 NO not you\r\n']) {
      const [near, far] = await rig.pair()
      const { tape } = dial(near, 0)
      await say(far, words)
      far.on('end', () => far.end()).resume()
      const { ending } = await tape
      assert.deepEqual([ending.kind, ending.script], ['closed', 'unfinished'])
    }
  })

  it('tells of a handshake that fails, at either end', async () => {
    const [near, far] = await rig.pair()
    const { tape } = dial(near, 1)
    await say(far, '* OK [CAPABILITY IMAP4rev1 STARTTLS] probe.example\r\n')
    await heardOn(far, /^1 STARTTLS\r\n/)
    await say(far, '1 OK begin\r\n')
    far.on('end', () => far.end())
    await heardOn(far, /\x16/)
    await say(far, 'this is no TLS\r\n')
    assert.ok(firstOf(await tape, 'tls-failed'))

    const [front, caller] = await rig.pair()
    const answered = answer(front)
    await say(caller, `a STARTTLS ${nonce}\r\n`)
    await heardOn(caller, /a OK .*\r\n/)
    caller.on('end', () => caller.end()).resume()
    await say(caller, 'this is no TLS\r\n')
    assert.ok(firstOf(await answered.tape, 'tls-failed'))
  })

  it('tells of a reset', async () => {
    const pairs = [await rig.pair(), await rig.pair()] as const
    const ends = [dial(pairs[0][0], 0), answer(pairs[1][0])]
    for (const [at, { tape, recorder }] of ends.entries()) {
      const far = pairs[at]?.[1]
      assert.ok(far)
      await say(far, '* OK [CAPABILITY IMAP4rev1] probe.example\r\n')
      await until(() => recorder.has('sent') && recorder.has('heard'))
      far.resetAndDestroy()
      const { ending } = await tape
      assert.deepEqual([ending.kind, ending.code], ['reset-heard', 'ECONNRESET'])
    }
  })

  it('can be called off, before it begins and while it waits', async () => {
    const controller = new AbortController()
    const [[one], [two], [three], [four]] = [await rig.pair(), await rig.pair(), await rig.pair(), await rig.pair()]
    const waiting = [dial(one, 0, controller.signal), answer(two, controller.signal)]
    await until(() => waiting[1]?.recorder.has('sent') === true)
    controller.abort()
    for (const { tape } of [...waiting, dial(three, 0, controller.signal), answer(four, controller.signal)]) {
      const { ending } = await tape
      assert.deepEqual([ending.kind, ending.script, ending.resetSent], ['aborted', 'unfinished', true])
    }
  })
})
