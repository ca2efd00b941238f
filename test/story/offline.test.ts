/**
 * A run without a control channel: the two ends share a code and the time, each keeps its half, and the merged bundle says
 * what a check would have said. And the commands for it, as far as they go without waiting for a cycle.
 */
import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { offlineCheck } from '../../cli/offline-client.ts'
import { type OfflineOutcome, playOffline } from '../../cli/offline-responder.ts'
import { type Merged, mergeBundles } from '../../src/bundle/merge-bundle.ts'
import { readBundleRun, withBundle } from '../../src/bundle/read-run.ts'
import { verifyBundle } from '../../src/bundle/verify.ts'
import { type InstallationKey, loadInstallationKey } from '../../src/control/installation-key.ts'
import { encodePairing, type Pairing, pskOf, seedOf } from '../../src/control/pairing.ts'
import { layOut, portsNeeded } from '../../src/demo/layout.ts'
import { freePorts } from '../../src/demo/ports.ts'
import { deviceNamed } from '../../src/middlebox/devices.ts'
import { startMiddlebox } from '../../src/middlebox/harness.ts'
import { addressesTo } from '../../src/offline/ends.ts'
import type { Row } from '../../src/plan/session.ts'
import { judgeRun } from '../../src/run/judging.ts'
import { aheadFor, clockAt, host, pairingFor, quick, READY_MS } from '../offline/rig.ts'
import { unreadFirewall } from '../support/hosts.ts'
import { clientAddress, endAll, newFolder, runToEnd, serverAddress, start } from '../support/programs.ts'
import { strangeCode } from '../support/programs-codes.ts'
import { assertNoTrace, assertRefused } from '../support/programs-words.ts'

describe('story: two ends without a control channel', () => {
  const folder = newFolder()
  const [half, whole] = [join(folder, 'client.zip'), join(folder, 'ticket.zip')]
  const keys = { client: loadInstallationKey(join(folder, 'c')), responder: loadInstallationKey(join(folder, 'r')) }
  let pairing: Pairing
  let outcome: OfflineOutcome
  let next: readonly string[]
  let merged: Merged

  before(async () => {
    const { rows, links } = layOut(await freePorts(portsNeeded, [host]), [host])
    const box = await startMiddlebox({ device: deviceNamed('asa-esmtp'), links, seed: 1 })
    try {
      ;[next, outcome] = await play(rows)
    } finally {
      await box.close()
    }
    const halves = [half, outcome.files[0] ?? ''] as const
    merged = await mergeBundles(whole, { halves, failOn: 'fault', key: keys.client })
  }).timeout(60_000)
  after(endAll)

  /** Both ends play one cycle in this process; what the client says comes next, and what the responder wrote. */
  async function play(rows: readonly Row[]): Promise<[readonly string[], OfflineOutcome]> {
    const clock = clockAt(aheadFor(quick.leadMs + quick.guardMs + READY_MS))
    const said: string[] = []
    const quiet = () => undefined
    const signal = new AbortController().signal
    pairing = pairingFor(clock)
    const common = { pairing, rows, timing: quick, tell: quiet, warn: quiet, signal }
    const [, written] = await Promise.all([
      offlineCheck({
        ...{ ...common, clock, targets: [{ family: 4, addresses: [host] }], failOn: 'fault', file: half },
        ...{ hostsAllow: false, key: keys.client, say: line => said.push(line) },
      }),
      playOffline({
        ...{ ...common, clock: clockAt(clock.wallMs() - Date.now(), 54_321), addresses: [await addressesTo(host)] },
        ...{ until: new Date(clock.wallMs() + 2 * 60_000), mayListen: () => null, firewall: unreadFirewall },
        ...{ hostsAllow: null, key: keys.responder, file: join(folder, 'responder.zip') },
      }),
    ])
    return [said, written]
  }

  it('keep a half each, and say what comes next', async () => {
    assert.deepEqual(outcome, { files: [join(folder, 'responder.zip')], isFailed: false })
    assert.deepEqual(next, [`Now: pathproof merge ${half} RESPONDER-HALF -o ticket.zip`])
    for (const file of [half, ...outcome.files]) {
      const { problems, kind } = await verifyBundle(file)
      assert.deepEqual([problems, kind], [[], 'half'], file)
    }
  })

  it('find out together what a device between changes', () => {
    const { report } = merged
    assert.equal(report.verdict, 'faulty')
    const verdicts = report.ports.map(({ protocol, verdict }) => `${protocol} ${verdict}`)
    assert.deepEqual([...new Set(verdicts)].sort(), ['echo intact', 'smtp altered'])
    assert.ok(report.findings.some(({ device }) => device?.name.includes('Cisco') === true))
  })

  it('give a bundle that three have signed, and that is judged again alike', async () => {
    const { problems, halves } = await verifyBundle(whole)
    assert.deepEqual(problems, [])
    assert.deepEqual(
      halves.map(({ end, fingerprint }) => [end, fingerprint]),
      [
        ['client', keys.client.fingerprint],
        ['responder', keys.responder.fingerprint],
        ['merger', keys.client.fingerprint],
      ],
    )
    assert.deepEqual(judgeRun(await readBundleRun(whole)).report, merged.report)
  })

  it('hold no secret, in no form', async () => {
    const secrets = secretsOf(pairing, [keys.client, keys.responder])
    const found = await withBundle(whole, async zip => {
      const places: string[] = []
      for (const { path } of zip.entries()) {
        const pieces: Uint8Array[] = []
        for await (const piece of zip.stream(path)) pieces.push(piece)
        const text = Buffer.concat(pieces).toString('latin1')
        const lower = text.toLowerCase()
        if (secrets.some(it => text.includes(it) || lower.includes(it.toLowerCase()))) places.push(path)
      }
      return places
    })
    assert.deepEqual(found, [])
  })

  describe('as commands', () => {
    it('wait for the next cycle, say which ports are open to whom, and end at once when they are told to', async () => {
      // Root's responder goes on as another user, who must be able to write there.
      const everybodys = mkdtempSync(join(tmpdir(), 'pathproof-offline-'))
      after(() => rmSync(everybodys, { recursive: true, force: true }))
      chmodSync(everybodys, 0o777)
      const file = join(everybodys, 'never.zip')
      const options = ['--listen', serverAddress, '--client', clientAddress, '--until', '30m', '--bundle', file]
      const responder = start(['responder', '--offline', '--profile', 'mx', ...options])
      const [, code = ''] = await responder.until(/^(pp1-\S+)\n/m)
      await responder.until(/Next cycle at \d\d:\d[05]:00 UTC/)
      const own = join(folder, 'never-client.zip')
      const check = start(['check', serverAddress, '--offline', '--profile', 'mx', '--bundle', own], {
        env: { PATHPROOF_CODE: code },
      })
      await check.until(/Next cycle at \d\d:\d[05]:00 UTC/)
      const ended = { check: await check.stop('SIGINT'), responder: await responder.stop() }
      assertNoTrace(ended.check)
      assertNoTrace(ended.responder)
      assert.match(ended.responder.stdout, /stay open to 127\.0\.0\.1 and to nobody else.*\n.*\n\n {2}TCP 25\n/)
      assert.ok(!ended.responder.stderr.includes(code))
      assert.equal(ended.responder.status, 0, ended.responder.stderr)
      // A cycle may have begun just now; then what was taped is there.
      const isBegun = {
        check: /goes on until/.test(ended.check.stderr),
        responder: /is over/.test(ended.responder.stderr),
      }
      assert.deepEqual([existsSync(own), ended.check.status], isBegun.check ? [true, 3] : [false, 2])
      assert.equal(existsSync(file), isBegun.responder)
      if (!isBegun.check)
        assert.match(ended.check.stderr, /^pathproof: called off before the cycle began; nothing was/m)
    })

    it('refuse what cannot be, in one line, before anybody waits', async () => {
      const code = strangeCode()
      const refused: readonly (readonly [readonly string[], RegExp])[] = [
        [['check', '--offline', '--redact'], /^pathproof: --redact needs the control channel, /],
        [
          ['check', '--offline', '--json', 'a.json'],
          /^pathproof: with --offline nothing is judged yet; give --json to /,
        ],
        [['check', '--offline', '--bundle', half], /client\.zip is there already; name another file for the bundle$/],
        [['responder', '--client', '127.0.0.1'], /^pathproof: --client is for a responder without a control channel; /],
        [['responder', '--offline', '--until', '30m'], /^pathproof: --offline needs --client ADDRESS: /],
        [
          ['responder', '--offline', '--client', '127.0.0.1', '--until', '30m', '--bundle', half],
          /client\.zip is there already; name another file for the bundle$/,
        ],
      ]
      const ended = await Promise.all(refused.map(([args]) => runToEnd(args, { env: { PATHPROOF_CODE: code } })))
      for (const [at, [, line]] of refused.entries()) {
        const its = ended[at]
        assert.ok(its !== undefined)
        assertRefused(its, line)
      }
    })
  })
})

/** The code and what is made of it, and the private keys, as they could stand in a file. */
function secretsOf(pairing: Pairing, keys: readonly InstallationKey[]): readonly string[] {
  const code = encodePairing(pairing)
  const bytes = [pairing.secret, pskOf(pairing), seedOf(pairing)].map(it => Buffer.from(it))
  const pems = keys.map(key => key.privatePem().split('\n')[1] ?? '')
  return [
    ...[code, code.replaceAll('-', '')],
    ...bytes.flatMap(it =>
      (['hex', 'base64', 'base64url', 'latin1'] as const).map(form => it.toString(form).replace(/=+$/, '')),
    ),
    ...['PRIVATE KEY', ...pems],
  ]
}
