import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type OfflineCheck, offlineCheck } from '../../cli/offline-client.ts'
import { withBundle } from '../../src/bundle/read-run.ts'
import { verifyBundle } from '../../src/bundle/verify.ts'
import { loadInstallationKey } from '../../src/control/installation-key.ts'
import type { Half } from '../../src/offline/half.ts'
import { scratchFolder } from '../bundle/small-bundle.ts'
import { halvesOf } from '../offline/halves.ts'
import { clockAt, pairingFor } from '../offline/rig.ts'

const folder = scratchFolder()

interface Said {
  readonly tell: string[]
  readonly say: string[]
}

async function checked(name: string, half: Half | null, change: Partial<OfflineCheck> = {}): Promise<Said> {
  const said: Said = { tell: [], say: [] }
  const check: OfflineCheck = {
    pairing: pairingFor(clockAt(0)),
    targets: [],
    rows: [],
    failOn: 'fault',
    file: join(folder, name),
    hostsAllow: false,
    key: loadInstallationKey(join(folder, 'state')),
    tell: line => said.tell.push(line),
    warn: line => said.tell.push(line),
    say: line => said.say.push(line),
    signal: new AbortController().signal,
    ...change,
  }
  await offlineCheck(check, async () => half)
  return said
}

describe('cli/offline-client', () => {
  it('writes the half, says what was heard, and what comes next', async () => {
    const file = join(folder, 'client.zip')
    const { tell, say } = await checked('client.zip', halvesOf().client)
    assert.deepEqual(tell, [
      `half of the bundle: ${file}, signed by the client`,
      'something was heard in 3 of 3 conversations of the cycle of 14:05 UTC',
    ])
    assert.deepEqual(say, [`Now: pathproof merge ${file} RESPONDER-HALF -o ticket.zip`])
    assert.deepEqual((await verifyBundle(file)).problems, [])
  })

  it('says that nothing was heard', async () => {
    const { record } = halvesOf().client
    const { tell } = await checked('silent.zip', { record, tapes: [] })
    assert.equal(tell.at(-1), 'nothing was heard from the responder in the cycle of 14:05 UTC')
  })

  it('writes what was taped when it was called off', async () => {
    const { record, tapes } = halvesOf({ client: { aborted: true } }).client
    const { tell } = await checked('stopped.zip', { record, tapes: tapes.slice(1) }, { signal: AbortSignal.abort() })
    assert.match(tell.at(-1) ?? '', /^called off; something was heard in 2 of 2 conversations/)
    assert.ok(existsSync(join(folder, 'stopped.zip')))
  })

  it('says that nothing was taped when it was called off before', async () => {
    await assert.rejects(checked('never.zip', null), {
      name: 'ControlError',
      message: 'called off before the cycle began; nothing was taped',
    })
    assert.ok(!existsSync(join(folder, 'never.zip')))
  })

  it('writes hosts.allow and the tapes besides for who asks for them', async () => {
    const tapes = join(folder, 'tapes')
    await checked('more.zip', halvesOf().client, { hostsAllow: true, tapes })
    assert.equal(readdirSync(tapes).length, 6)
    const paths = await withBundle(join(folder, 'more.zip'), async zip => zip.entries().map(({ path }) => path))
    assert.ok(paths.includes('environment/client/hosts.allow'))
  })
})
