/** nginx as a mail proxy, to which a router sends SMTP and IMAP: nobody logs in, so it answers all by itself. */
import assert from 'node:assert/strict'
import { openRoutedWorld, type RoutedWorld } from '../support/netns.ts'
import { needPrograms } from '../support/netns-live.ts'
import { boxName, boxPorts, nginxMail } from '../support/netns-middlebox.ts'
import { assertAnswered, assertTouched, bothWays, checkThrough } from '../support/netns-middlebox-runs.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import type { Outcome } from '../support/netns-programs.ts'
import { findingsOf } from '../support/netns-reports.ts'

const redirected = [25, 143]

describe('nginx as a mail proxy on a router', function () {
  this.timeout(60_000)
  let world: RoutedWorld
  let outcome: Outcome
  before(async function () {
    needNamespaces(this)
    needPrograms(this, [nginxMail])
    world = openRoutedWorld()
    outcome = await checkThrough(world, nginxMail, { ports: { 25: boxPorts[25], 143: boxPorts[143] } })
  })
  after(() => world?.close())

  it('takes its ports, both ways, and no other: intercepted', () => {
    assertTouched(outcome, bothWays(redirected, 'intercepted'), redirected)
    assert.deepEqual(findingsOf(outcome), ['tcp.intercepted'])
    assert.equal(outcome.status, 1)
  })

  it('is named by its IMAP greeting', () => {
    assertAnswered(outcome, 143, /^\* OK IMAP4 ready\\r\\n/m, 'nginx mail proxy')
  })

  it('is quoted and not named in SMTP, where it says nothing that is its own', () => {
    assertAnswered(outcome, 25, new RegExp(`^220 ${boxName} ESMTP ready\\\\r\\\\n250-${boxName}\\\\r\\\\n`, 'm'), null)
  })
})
