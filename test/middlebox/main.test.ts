/** The middlebox as a process: that it says its ports, works, and never outlives its parent. */
import assert from 'node:assert/strict'
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../src/middlebox/main.ts', import.meta.url))
const LINK = { listen: { address: '127.0.0.1', port: 0 }, to: { address: '127.0.0.1', port: 9 }, protocol: 'echo' }
const ORDER = { device: 'answer-for-you', links: [LINK, LINK], seed: 1 }

describe('middlebox process', function () {
  this.timeout(20_000)
  const children: ChildProcessWithoutNullStreams[] = []
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
  })

  const start = (order: unknown): ChildProcessWithoutNullStreams => {
    const child = spawn(process.execPath, ['--import=tsx', MAIN, JSON.stringify(order)])
    children.push(child)
    return child
  }

  it('prints its ports, carries words, and ends when stdin closes', async () => {
    const child = start(ORDER)
    const ports = await portsOf(child)
    assert.equal(ports.length, 2)
    const socket = net.connect(ports[1] ?? 0, '127.0.0.1').on('error', () => {})
    socket.write('hello')
    assert.equal(String(await once(socket, 'data')), 'hello')
    child.stdin.end()
    assert.deepEqual(await once(child, 'exit'), [0, null])
  })

  it('ends on SIGTERM', async () => {
    const child = start(ORDER)
    await portsOf(child)
    child.kill('SIGTERM')
    assert.deepEqual(await once(child, 'exit'), [0, null])
  })

  it('says in one line why it cannot run, and ends', async () => {
    const child = start({ ...ORDER, device: 'no-such-box' })
    const [message] = await once(child.stderr, 'data')
    assert.match(String(message), /^middlebox: There is no middlebox "no-such-box"\. There are: none, pix-fixup/)
    assert.deepEqual(await once(child, 'exit'), [2, null])
  })
})

async function portsOf(child: ChildProcessWithoutNullStreams): Promise<number[]> {
  const [line] = await once(child.stdout, 'data')
  return JSON.parse(String(line)).ports
}
