/** Strangers on the armed ports, as any public address has them: they change no finding. */

import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { openRoutedWorld, type RoutedWorld } from '../support/netns.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { checkBoth, startScript } from '../support/netns-programs.ts'
import { assertClean, reportOf } from '../support/netns-reports.ts'

const scanner = fileURLToPath(new URL('../support/netns-scanner.ts', import.meta.url))

describe('port scanners on the armed ports', function () {
  this.timeout(60_000)
  let world: RoutedWorld
  before(function () {
    needNamespaces(this)
    world = openRoutedWorld()
  })
  after(() => world?.close())

  for (const [who, place] of [
    ['from another host', 'routerA'],
    ["from the client's own address", 'client'],
  ] as const) {
    it(`${who} change no finding`, async () => {
      const targets = ['25', '10045'].map(port => [world.server.addresses[4], port].join(' '))
      const program = startScript(world[place], scanner, targets)
      await program.until(/scanning/)
      const outcome = await checkBoth(world, [world.server.addresses[4], '--smtp', '25', '--tcp', '10045'])
      await program.stop()
      assertClean(outcome)
      const note = reportOf(outcome).run.notes.find(it => it.includes('strangers')) ?? ''
      const met = Number(note.match(/\d+/)?.[0] ?? 0)
      assert.ok(met >= 5, `the scanner met the armed ports ${met} times`)
    })
  }
})
