/** The list of devices. */
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { deviceNamed, devices } from '../../src/middlebox/devices.ts'

describe('middlebox devices', () => {
  it('lists every file of devices/ under its own name', () => {
    const files = readdirSync(new URL('../../src/middlebox/devices/', import.meta.url))
    assert.deepEqual(devices.map(({ name }) => `${name}.ts`).toSorted(), files.toSorted())
  })

  it('describes each in a sentence', () => {
    for (const { description } of devices) {
      assert.match(description, /^[A-Z].+[.)]$/)
      assert.doesNotMatch(description, / {2}|[\r\n]/, 'the list of the demo has it in a column')
    }
  })

  it('finds a device by name, and lists the names for a wrong one', () => {
    assert.equal(deviceNamed('chop').name, 'chop')
    assert.throws(
      () => deviceNamed('pix'),
      /There is no middlebox "pix"\. There are: none, pix-fixup, .*window-stall\.$/,
    )
  })
})
