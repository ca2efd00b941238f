import assert from 'node:assert/strict'
import { createPeeker, type Peeked } from '../../src/control/peek.ts'
import { createRig, readAll } from './rig.ts'

describe('peek', () => {
  const rig = createRig()
  afterEach(() => rig.closeAll())

  const look =
    (peeker = createPeeker({ helloMs: 5000, maxPeeks: 10 })) =>
    async () => {
      const [near, far] = await rig.pair()
      return { near, far, peeked: new Promise<Peeked>(resolve => peeker(far, resolve)) }
    }

  it('says what it sees and leaves every byte and the end', async () => {
    const { near, far, peeked } = await look()()
    near.end('EHLO x\r\n')
    assert.deepEqual(await peeked, { kind: 'not-tls' })
    assert.equal(String(await readAll(far)), 'EHLO x\r\n')
  })

  it('leaves the bytes of a hello that never comes to its end', async () => {
    const { near, far, peeked } = await look(createPeeker({ helloMs: 60, maxPeeks: 10 }))()
    near.setNoDelay(true)
    for (const byte of [22, 3, 1, 0, 99, 1]) {
      near.write(Uint8Array.of(byte))
      await new Promise(setImmediate)
    }
    near.end()
    assert.deepEqual(await peeked, { kind: 'undecided' })
    assert.deepEqual(await readAll(far), Buffer.from([22, 3, 1, 0, 99, 1]))
  })

  it('is undecided at once about a caller that will say nothing', async () => {
    const { near, far, peeked } = await look()()
    near.end()
    assert.deepEqual(await peeked, { kind: 'undecided' })
    assert.equal((await readAll(far)).length, 0)
  })

  it('says that the connection is lost', async () => {
    const { near, peeked } = await look()()
    near.resetAndDestroy()
    assert.deepEqual(await peeked, { kind: 'lost' })
  })

  it('lets the one go that has waited longest', async () => {
    const open = look(createPeeker({ helloMs: 5000, maxPeeks: 1 }))
    const first = await open()
    const second = await open()
    assert.deepEqual(await first.peeked, { kind: 'undecided' })
    second.near.write('x')
    assert.deepEqual(await second.peeked, { kind: 'not-tls' })
  })
})
