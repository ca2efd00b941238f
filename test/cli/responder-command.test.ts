/** What the responder prints, and how it ends. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { decodePairing } from '../../src/control/pairing.ts'
import { endAll, runToEnd, serverAddress, start, startResponder } from '../support/programs.ts'
import { controlPortOf } from '../support/programs-codes.ts'
import { untilClosed, untilServed } from '../support/programs-ports.ts'
import { assertNoTrace, assertRefused } from '../support/programs-words.ts'

describe('cli/responder-command', () => {
  let server: Server | null = null
  afterEach(async () => {
    server?.close()
    server = null
    await endAll()
  })

  it('listens until SIGTERM, SIGINT or SIGHUP, ends with status 0 and leaves no port open', async () => {
    const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
    await Promise.all(signals.map(endsOn))
  })

  async function endsOn(signal: NodeJS.Signals): Promise<void> {
    const responder = await startResponder()
    const port = controlPortOf(responder.code)
    await untilServed(serverAddress, port)
    const ended = await responder.stop(signal)
    assertNoTrace(ended)
    assert.equal(ended.status, 0, `${signal}: ${ended.stderr}`)
    await untilClosed([port])
  }

  it('prints the code on a line of its own, and the command to run outside without it', async () => {
    const responder = await startResponder(['--expires', '30m'])
    await responder.until(/Ctrl-C/)
    const { code, stdout, stderr } = await responder.stop().then(ended => ({ ...ended, code: responder.code }))
    const lines = stdout.split('\n')
    assert.deepEqual(
      lines.filter(line => line.includes('pp1-')),
      [code],
    )
    assert.match(code, /^pp1-[0-9a-z-]+$/)
    assert.ok(lines.includes(`  pathproof check ${serverAddress}`), stdout)
    assert.match(stdout, /good until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/)
    assert.ok(!stderr.includes(code))
    const { expiresAt, addresses } = decodePairing(code)
    assert.deepEqual(addresses, [serverAddress])
    const leftMs = expiresAt.getTime() - Date.now()
    assert.ok(leftMs > 29 * 60_000 && leftMs <= 31 * 60_000, `${leftMs} ms`)
  })

  it('ends when whoever started it is gone, if it was told to', async () => {
    const responder = start(['responder', '--listen', serverAddress, '--control', '0', '--with-stdin'], { stdin: '' })
    assert.equal((await responder.ended).status, 0)
  })

  it('says that its control port is taken, and what to do', async () => {
    server = createServer().listen(0, serverAddress)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const ended = await runToEnd(['responder', '--listen', serverAddress, '--control', String(port)])
    const line = `^pathproof: ${serverAddress} port ${port} is in use by another program; choose another port with --control$`
    assertRefused(ended, new RegExp(line))
  })

  it('says that it does not have the address, and what to do', async () => {
    const ended = await runToEnd(['responder', '--listen', '192.0.2.77', '--control', '0'])
    assertRefused(ended, /^pathproof: this host has no address 192\.0\.2\.77; choose one of its own with --listen$/)
  })
})
