/** What merge prints, and what the other commands say of half a bundle and of a merged one. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeHalfBundle } from '../../src/bundle/half-bundle.ts'
import { loadInstallationKey } from '../../src/control/installation-key.ts'
import { clientKey, responderKey } from '../bundle/small-bundle.ts'
import { halvesOf, type Wish } from '../offline/halves.ts'
import { unreadFirewall } from '../support/hosts.ts'
import { type Ended, endAll, home, newFolder, runToEnd } from '../support/programs.ts'
import { assertNoTrace, assertRefused } from '../support/programs-words.ts'

describe('cli/merge-command', () => {
  const folder = newFolder()
  const at = (name: string) => join(folder, name)
  const [client, responder, whole] = [at('client.zip'), at('responder.zip'), at('whole.zip')]
  let merged: Ended
  before(async () => {
    await half(client, 'client')
    await half(responder, 'responder')
    merged = await runToEnd(['merge', responder, client, '-o', whole])
  })
  after(endAll)

  async function half(file: string, end: 'client' | 'responder', wish: Wish = {}): Promise<void> {
    const key = end === 'client' ? clientKey : responderKey
    await writeHalfBundle(file, { half: halvesOf(wish)[end], key, firewall: unreadFirewall, hostsAllow: false })
  }

  it('prints the report as a check does, ends like one, and says where the bundle is', () => {
    assertNoTrace(merged)
    assert.deepEqual(
      [merged.status, merged.stderr],
      [0, `bundle: ${whole}, signed by both ends and by this installation\n`],
    )
    assert.match(merged.stdout, /^INTACT: everything arrived as it was sent, in 3 rows\./)
    assert.match(merged.stdout, /two halves were joined without a control channel/)
  })

  it('makes a bundle that verify takes, with the key of this installation', async () => {
    const { status, stdout } = await runToEnd(['verify', whole])
    assert.equal(status, 0, stdout)
    const { fingerprint } = loadInstallationKey(join(home(), 'pathproof'))
    assert.match(stdout, new RegExp(`merged by {2}its signature fits\\n(?: .*\\n)*.*own key:\\n +${fingerprint}`))
  })

  it('makes a bundle that show prints alike, and judge judges alike', async () => {
    const [shown, judged] = await Promise.all([runToEnd(['show', whole]), runToEnd(['judge', whole])])
    assert.deepEqual([shown.stdout, judged.stdout], [merged.stdout, merged.stdout])
    assert.deepEqual([shown.status, judged.status, judged.stderr], [0, 0, ''])
  })

  it('prints what it is asked for', async () => {
    const ended = await runToEnd(['merge', client, responder, '-o', at('json.zip'), '--format', 'json', '--quiet'])
    assert.deepEqual([ended.status, ended.stderr], [0, ''])
    assert.equal(JSON.parse(ended.stdout).verdict, 'intact')
  })

  it('is told to come first by the commands that want a whole bundle', async () => {
    const line =
      /^pathproof: .*client\.zip is the half of the client alone, .*: pathproof merge .*client\.zip OTHER-HALF -o BUNDLE$/
    for (const command of [
      ['show', client],
      ['judge', client],
      ['compare', client, whole],
    ]) {
      assertRefused(await runToEnd(command), line)
    }
  })

  it('lets verify look at a half', async () => {
    const { status, stdout } = await runToEnd(['verify', client])
    assert.equal(status, 0, stdout)
    assert.match(stdout.replace(/\s+/g, ' '), /by the client alone: nothing was changed.*It is the half of an end/)
  })

  it('says in one line what does not fit, and writes nothing', async () => {
    const changed = at('changed.zip')
    const bytes = readFileSync(responder)
    const place = bytes.indexOf('halves/responder.json') + 60
    bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place)
    writeFileSync(changed, bytes)
    const later = at('later.zip')
    await half(later, 'responder', { responder: { runId: 'b'.repeat(32), cycle: '2026-03-01T14:10:00.000Z' } })
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [[client, changed], /^pathproof: .*changed\.zip is not what was signed: halves\/responder\.json: /],
      [[client, later], /^pathproof: no cycle in common: /],
      [[responder, responder], /^pathproof: both halves are the responder's; /],
      [[client, at('none.zip')], /^pathproof: cannot read .*none\.zip: no such file or directory/],
    ]
    for (const [halves, line] of cases) {
      assertRefused(await runToEnd(['merge', ...halves, '-o', at('never.zip')]), line)
      assert.ok(!existsSync(at('never.zip')))
    }
    const line = /^pathproof: .*whole\.zip is there already; name another file for the bundle$/
    assertRefused(await runToEnd(['merge', client, responder, '-o', whole]), line)
  })
})
