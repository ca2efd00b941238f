/** Over real routers, with nothing in the way: the path is intact, and nothing is found. */
import assert from 'node:assert/strict'
import { openRoutedWorld, type RoutedWorld } from '../support/netns.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { checkBoth } from '../support/netns-programs.ts'
import { assertClean, rowsOf } from '../support/netns-reports.ts'

describe('a clean path over two routers', () => {
  let world: RoutedWorld
  before(function () {
    needNamespaces(this)
    world = openRoutedWorld()
  })
  after(() => world?.close())

  it('is intact over IPv4 and IPv6, in both directions, with the addresses from the code', async () => {
    const outcome = await checkBoth(world, ['--smtp', '25', '--tcp', '10045'])
    assertClean(outcome)
    assert.deepEqual(rowsOf(outcome), {
      'incoming 4 25': 'intact',
      'incoming 4 10045': 'intact',
      'outgoing 4 25': 'intact',
      'outgoing 4 10045': 'intact',
      'incoming 6 25': 'intact',
      'incoming 6 10045': 'intact',
      'outgoing 6 25': 'intact',
      'outgoing 6 10045': 'intact',
    })
  })

  it('is intact in one family when HOST has only that one, and the other is stated and not untested', async () => {
    const outcome = await checkBoth(world, [world.server.addresses[6], '--smtp', '25'])
    assertClean(outcome)
    assert.deepEqual(rowsOf(outcome), { 'incoming 6 25': 'intact', 'outgoing 6 25': 'intact' })
    const ipv4 = outcome.report?.run.families.find(it => it.family === 4)
    assert.deepEqual(ipv4, { family: 4, address: null, tested: false, reason: 'the server has no IPv4 address' })
  })
})
