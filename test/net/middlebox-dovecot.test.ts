/** A mailbox server of the network's own, Dovecot, to which a router sends IMAP, in clear and inside TLS. */
import assert from 'node:assert/strict'
import { openRoutedWorld, type RoutedWorld } from '../support/netns.ts'
import { needPrograms } from '../support/netns-live.ts'
import { dovecot } from '../support/netns-live-mail.ts'
import { assertAnswered, assertTouched, bothWays, checkThrough } from '../support/netns-middlebox-runs.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { findingsOf } from '../support/netns-reports.ts'

const redirected = [143, 993]
/** The type and version of a TLS handshake record (RFC 8446, 5.1), as evidence shows them. */
const handshake = /^\\x16\\x03\\x03/m

describe('Dovecot on a router', function () {
  this.timeout(60_000)
  let world: RoutedWorld
  before(function () {
    needNamespaces(this)
    needPrograms(this, [dovecot])
    world = openRoutedWorld()
  })
  after(() => world?.close())

  it('takes 143 and 993, both ways, and no other port: intercepted, and it is quoted but not named', async () => {
    // It waits for two seconds before it refuses a command.
    const outcome = await checkThrough(world, dovecot, { ports: { 143: 143, 993: 993 } }, ['--quick'])
    assertTouched(outcome, bothWays(redirected, 'intercepted'), redirected)
    assert.deepEqual(findingsOf(outcome), ['tcp.intercepted'])
    assertAnswered(outcome, 143, /^\* OK \[CAPABILITY IMAP4rev1 .*\] Dovecot .*ready\.\\r\\n/m, null)
    assertAnswered(outcome, 993, handshake, null)
    assert.equal(outcome.status, 1)
  })
})
