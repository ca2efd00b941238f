/**
 * sslsplit, which opens TLS with certificates of its own authority: on 465 and 993, where TLS comes first, and on 25,
 * where it waits for STARTTLS and lets everything else pass.
 */
import assert from 'node:assert/strict'
import { openRoutedWorld, type RoutedWorld } from '../support/netns.ts'
import { needPrograms } from '../support/netns-live.ts'
import { boxAuthority, boxPorts, sslsplit } from '../support/netns-middlebox.ts'
import {
  assertTouched,
  bothWays,
  checkThrough,
  type Direction,
  findingOn,
  heardIn,
} from '../support/netns-middlebox-runs.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import type { Outcome } from '../support/netns-programs.ts'

const redirected = [25, 465, 993]

describe('sslsplit on a router', function () {
  this.timeout(60_000)
  let world: RoutedWorld
  let outcome: Outcome
  before(async function () {
    needNamespaces(this)
    needPrograms(this, [sslsplit])
    world = openRoutedWorld()
    const ports = { 25: boxPorts[25], 465: boxPorts[465], 993: boxPorts[993] }
    outcome = await checkThrough(world, sslsplit, { ports })
  })
  after(() => world?.close())

  it('takes its ports and no other: intercepted', () => {
    const expected = { ...bothWays([25, 993], 'intercepted'), 'incoming 465/tcp': 'intercepted' }
    assertTouched(outcome, expected, redirected)
    assert.equal(outcome.status, 1)
  })

  for (const [port, directions] of [
    [465, ['incoming']],
    [993, ['incoming', 'outgoing']],
  ] as const) {
    it(`opens TLS on ${port}: both certificates are shown, and who issued the one that arrived`, () => {
      for (const direction of directions) assertOpened(direction, port)
    })
  }

  it('opens STARTTLS on 25, and lets the rest of SMTP pass unchanged', () => {
    for (const direction of ['incoming', 'outgoing'] as const) {
      assertOpened(direction, 25)
      assertNoEdits(direction, 25)
    }
  })

  function assertOpened(direction: Direction, port: number): void {
    const finding = findingOn(outcome, 'tls.intercepted', direction, port)
    assert.equal(finding.severity, 'fault')
    assert.equal(finding.seen.times, finding.seen.of)
    assert.match(heardIn(finding), new RegExp(`issuer ${boxAuthority}\\\\nexporter [0-9a-f]{64}`))
    assert.doesNotMatch(finding.evidence.map(({ sent }) => sent).join('\n'), new RegExp(boxAuthority))
    assert.ok(finding.summary.includes(`issued by "${boxAuthority}"`), finding.summary)
    // Anybody can run it, and its certificates say what they were told to say.
    assert.equal(finding.device, null)
  }

  /** A connection that it cannot pass on any more it resets; it never changes a word of SMTP. */
  function assertNoEdits(direction: Direction, port: number): void {
    const found = outcome.report?.findings.filter(it => it.direction === direction && it.port === port) ?? []
    const others = found.filter(({ id }) => id.startsWith('smtp.') || id === 'tcp.payload.altered')
    assert.deepEqual(others, [], outcome.stdout)
  }
})
