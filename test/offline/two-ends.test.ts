import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { layOut, portsNeeded } from '../../src/demo/layout.ts'
import { freePorts } from '../../src/demo/ports.ts'
import { deviceNamed } from '../../src/middlebox/devices.ts'
import { startMiddlebox } from '../../src/middlebox/harness.ts'
import { mergeHalves } from '../../src/offline/merge.ts'
import type { Row } from '../../src/plan/session.ts'
import type { Report } from '../../src/report/report.ts'
import { judgeRun } from '../../src/run/judging.ts'
import { factsOf, parseRecord, recordOf, recordText } from '../../src/run/record.ts'
import { host, type Played, playTogether, quick, READY_MS, type TwoEnds } from './rig.ts'

/** Both ends wait 2 s around every dial. */
const wide = { ...quick, guardMs: 2000 }

describe('offline: two ends without a connection between them', () => {
  let told: readonly string[] = []
  let missed: Promise<Played> | null = null
  const stories: Record<string, Promise<Report>> = {}

  before(async () => {
    const ports = [...(await freePorts(portsNeeded + 30, [host]))]
    const take = (count: number) => ports.splice(0, count)
    const clean = playTogether({ rows: [...smtpRows(take(2)), ...echoRows(take(2)), ...echoRows(take(2), 'udp')] })
    stories.clean = clean.then(reportOf)
    stories.device = throughDevice(take(portsNeeded))
    stories.apart = playTogether({ rows: echoRows(take(2)), timing: wide, apartMs: 1500 }).then(reportOf)
    stories.wayApart = playTogether({ rows: smtpRows(take(2)), apartMs: 1700 }).then(reportOf)
    stories.blocked = playTogether({ rows: elsewhere(echoRows(take(2)), take(2)) }).then(reportOf)
    stories.oneBlocked = playTogether({
      rows: [...elsewhere(echoRows(take(2)), take(2)), ...echoRows(take(2))],
    }).then(reportOf)
    stories.stopped = stoppedIn({ rows: echoRows(take(2)) }).then(reportOf)
    stories.inUse = withServer(echoRows(take(2)))
    missed = playTogether({ rows: echoRows(take(2)), responder: AbortSignal.abort() })
    await Promise.all([...Object.values(stories), missed])
    told = (await clean).told
  }).timeout(90_000)

  it('finds a clean path intact in both directions', async () => {
    const report = await stories.clean
    assert.deepEqual(report?.findings, [])
    assert.deepEqual(verdictsOf(report), Array(6).fill('intact'))
    assert.equal(report?.verdict, 'intact')
  })

  it('says when the next cycle is, and how long which ports are open', () => {
    const text = told.join('\n')
    assert.match(text, /^Next cycle at \d\d:\d[05]:00 UTC\.$/m)
    assert.match(text, /^Ports are open to 127\.0\.0\.1 from \d\d:\d[49]:59 to \d\d:\d[05]:\d\d UTC\.$/m)
    assert.match(text, /its ports stay open to 127\.0\.0\.1 meanwhile/)
    assert.match(text, /is over; the client was heard in \d+ conversations\.$/m)
  })

  it('finds what a device between changes, seen in both tries', async () => {
    const report = await stories.device
    const changed = report?.findings.find(({ id }) => id.startsWith('smtp.'))
    assert.ok(changed, JSON.stringify(report?.findings.map(({ id }) => id)))
    assert.ok(report?.findings.some(({ seen }) => seen.times >= 2))
    assert.equal(report?.ports.find(({ protocol }) => protocol === 'smtp')?.verdict, 'altered')
  })

  it('works with clocks that are 1.5 s apart, and says so', async () => {
    const report = await stories.apart
    assert.deepEqual(verdictsOf(report), ['intact', 'intact'])
    assert.deepEqual(report?.findings, [])
  })

  it('blames nobody when the clocks are so far apart that the rounds do not meet', async () => {
    const report = await stories.wayApart
    assert.deepEqual(report?.findings, [])
    assert.deepEqual(verdictsOf(report), ['untested', 'untested'])
    assert.match(report?.ports[0]?.reason ?? '', /set the clocks of both ends/)
  })

  it('does not take for a block what may be a missed meeting', async () => {
    const report = await stories.blocked
    assert.deepEqual(report?.findings, [])
    assert.deepEqual(verdictsOf(report), ['untested', 'untested'])
    assert.match(report?.ports[0]?.reason ?? '', /or they were not there at the same time/)
  })

  it('finds a port that is blocked, asked twice, when others prove that both ends were there', async () => {
    const report = await stories.oneBlocked
    // Where the rules of the client's own firewall can be read, they say more.
    assert.match(verdictsOf(report)?.join() ?? '', /^refused,refused(-by-path)?,intact,intact$/)
    assert.match(report?.findings.map(({ id }) => id).join() ?? '', /^tcp\.refused,tcp\.refused(-by-path)?$/)
    assert.deepEqual(
      report?.findings.map(({ seen }) => seen.times),
      [2, 2],
    )
  })

  it('gives what was taped when it is called off', async () => {
    const report = await stories.stopped
    assert.deepEqual(report?.findings, [])
    assert.match(report?.ports[0]?.reason ?? '', /^the run was called off; until then \d of 1 conversations/)
  })

  it('does not ask a live service', async () => {
    const report = await stories.inUse
    assert.deepEqual(report?.findings, [])
    assert.deepEqual(
      report?.ports.map(({ verdict, reason }) => [verdict, reason]),
      [
        ['untested', 'in use on the server; live services are not asked without a control channel'],
        ['intact', null],
      ],
    )
  })

  it('has nothing to merge when the responder missed the cycle', async () => {
    const played = await missed
    assert.equal(played?.client.length, 1)
    assert.throws(() => mergeHalves(played?.client ?? [], played?.responder ?? []), {
      name: 'MergeError',
      message: /no cycle was played there/,
    })
  })
})

/** Judged from its record, as a bundle is. */
function reportOf({ client, responder }: Played): Report {
  const run = mergeHalves(responder, client)
  const record = parseRecord(recordText(recordOf(run)))
  return judgeRun(
    factsOf(
      record,
      run.paths.flatMap(({ facts }) => facts.tapes),
    ),
  ).report
}

function verdictsOf(report: Report | undefined): readonly string[] | undefined {
  return report?.ports.map(({ verdict }) => verdict)
}

function echoRows([incoming = 0, outgoing = 0]: readonly number[], transport: 'tcp' | 'udp' = 'tcp'): readonly Row[] {
  return [
    { direction: 'incoming', transport, port: incoming, protocol: 'echo' },
    { direction: 'outgoing', transport, port: outgoing, protocol: 'echo' },
  ]
}

function smtpRows(ports: readonly number[]): readonly Row[] {
  return echoRows(ports).map(row => ({ ...row, protocol: 'smtp' }))
}

/** Dialed on ports where nobody is. */
function elsewhere(rows: readonly Row[], dialPorts: readonly number[]): readonly Row[] {
  return rows.map((row, at) => ({ ...row, dialPort: dialPorts[at] ?? 0 }))
}

async function throughDevice(ports: readonly number[]): Promise<Report> {
  const { rows, links } = layOut(ports, [host])
  const box = await startMiddlebox({ device: deviceNamed('asa-esmtp'), links, seed: 1 })
  try {
    return reportOf(await playTogether({ rows }))
  } finally {
    await box.close()
  }
}

/** Both are stopped in the middle of the cycle. */
async function stoppedIn(wish: TwoEnds): Promise<Played> {
  const stop = new AbortController()
  setTimeout(() => stop.abort(), READY_MS + quick.leadMs + quick.guardMs + 3000)
  return playTogether({ ...wish, client: stop.signal, responder: stop.signal })
}

/** Another program holds the first row's port. */
async function withServer(rows: readonly Row[]): Promise<Report> {
  const server = createServer(socket => socket.end('220 mail.example ESMTP\r\n'))
  await new Promise<void>(resolve => server.listen(rows[0]?.port, host, resolve))
  try {
    return reportOf(await playTogether({ rows }))
  } finally {
    server.close()
  }
}
