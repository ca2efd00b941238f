import assert from 'node:assert/strict'
import { createSettling } from '../../src/wire/settling.ts'
import { tapeOf } from '../support/tapes.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'

const TOO_LONG_MS = 20_000

function tape(session: string | null = null) {
  return tapeOf('answerer', [], { head: { session } })
}

describe('wire/settling', () => {
  let clock: FakeClock
  beforeEach(() => {
    clock = fakeClock()
  })
  afterEach(() => clock.restore())

  function book(signal: AbortSignal = new AbortController().signal) {
    const settling = createSettling(signal)
    /** Waits; `isDone` says whether it is over. */
    const wait = (...sessions: string[]) => {
      let done = false
      void settling.settle(sessions).then(() => {
        done = true
      })
      return async () => {
        await Promise.resolve()
        await new Promise(resolve => setImmediate(resolve))
        return done
      }
    }
    return { ...settling, wait }
  }

  it('has nothing to wait for while nothing is open', async () => {
    assert.equal(await book().wait('a')(), true)
  })

  it('waits until these sessions are sealed, whatever else is open', async () => {
    const { opens, seals, wait } = book()
    const [entry, stranger] = [{ session: 'a' }, { session: null }]
    opens(entry)
    opens(stranger)
    const isDone = wait('a')
    assert.equal(await isDone(), false)
    seals(entry, tape())
    assert.equal(await isDone(), true)
  })

  it('waits until nothing is open any more: one of those may be it', async () => {
    const { opens, seals, wait } = book()
    const entry = { session: null }
    opens(entry)
    const isDone = wait('a')
    assert.equal(await isDone(), false)
    seals(entry, tape())
    assert.equal(await isDone(), true)
  })

  it('waits for a session that is to be dialed and has not begun', async () => {
    const { dials, opens, seals, wait } = book()
    dials('a')
    const isDone = wait('a')
    assert.equal(await isDone(), false)
    const entry = { session: 'a' }
    opens(entry)
    assert.equal(await isDone(), false)
    seals(entry, tape('a'))
    assert.equal(await isDone(), true)
  })

  it('does not wait for what others dial', async () => {
    const { dials, wait } = book()
    dials('b')
    assert.equal(await wait('a')(), true)
  })

  it('knows a session by its tape, or by what claimed it', async () => {
    const { opens, seals, wait } = book()
    const [byTape, byClaim, open] = [{ session: null }, { session: 'b' }, { session: null }]
    for (const entry of [byTape, byClaim, open]) opens(entry)
    const isDone = wait('a', 'b')
    seals(byTape, tape('a'))
    assert.equal(await isDone(), false)
    seals(byClaim, tape())
    assert.equal(await isDone(), true)
  })

  it('gives up on a stranger that stays', async () => {
    const { opens, wait } = book()
    opens({ session: null })
    const isDone = wait('a')
    clock.pass(TOO_LONG_MS - 1)
    assert.equal(await isDone(), false)
    clock.pass(1)
    assert.equal(await isDone(), true)
    assert.equal(clock.waiting(), 0)
  })

  it('does not give up on a session of its own, which ends by its deadlines', async () => {
    const { dials, seals, wait } = book()
    dials('a')
    const isDone = wait('a')
    clock.pass(2 * TOO_LONG_MS)
    assert.equal(await isDone(), false)
    seals({ session: 'a' }, tape('a'))
    assert.equal(await isDone(), true)
  })

  it('ends every wait when all is called off, and begins none after that', async () => {
    const calledOff = new AbortController()
    const { dials, wait } = book(calledOff.signal)
    dials('a')
    const [one, two] = [wait('a'), wait('a', 'b')]
    assert.deepEqual([await one(), await two()], [false, false])
    calledOff.abort()
    assert.deepEqual([await one(), await two(), await wait('a')()], [true, true, true])
    assert.equal(clock.waiting(), 0)
  })
})
