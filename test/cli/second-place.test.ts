import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freeName, isThere, withEnding, writeOrElsewhere } from '../../cli/second-place.ts'
import type { BundleGuilty } from '../../src/bundle/errors.ts'
import { scratchFolder } from '../bundle/small-bundle.ts'

const folder = scratchFolder()

/** Fails in every folder but that of temporary files, and says where it was tried. */
function writer(error: Error) {
  const tried: string[] = []
  const write = async (place: string) => {
    tried.push(place)
    if (!place.startsWith(`${tmpdir()}/second-`)) throw error
  }
  return { tried, write }
}

/** Of the class that the code under test knows, which loads it when something has failed. */
async function failure(message: string, guilty: BundleGuilty): Promise<Error> {
  const { BundleError } = await import('../../src/bundle/errors.ts')
  return new BundleError(message, guilty)
}

describe('cli/second-place', () => {
  it('writes where it is wanted, and warns of nothing', async () => {
    const warned: string[] = []
    const wanted = join(folder, 'a.zip')
    assert.equal(
      await writeOrElsewhere(
        wanted,
        async () => undefined,
        line => warned.push(line),
      ),
      wanted,
    )
    assert.deepEqual(warned, [])
  })

  it('writes among the temporary files where the place is at fault, and says so', async () => {
    const warned: string[] = []
    const { tried, write } = writer(await failure('the disk is full', 'machine'))
    const name = `second-${process.pid}.zip`
    const place = await writeOrElsewhere(join(folder, name), write, line => warned.push(line))
    assert.deepEqual([place, tried], [join(tmpdir(), name), [join(folder, name), join(tmpdir(), name)]])
    assert.deepEqual(warned, [`the disk is full; it goes to ${place} instead`])
  })

  it('fails at once where another place would not help', async () => {
    const { tried, write } = writer(await failure('its name is wrong', 'us'))
    await assert.rejects(
      writeOrElsewhere(join(folder, 'b.zip'), write, () => undefined),
      /its name is wrong/,
    )
    assert.equal(tried.length, 1)
  })

  it('takes the place of no file', async () => {
    const file = join(folder, 'taken.zip')
    assert.equal(await freeName(file), file)
    for (const name of ['taken.zip', 'taken-2.zip']) writeFileSync(join(folder, name), '')
    assert.equal(await freeName(file), join(folder, 'taken-3.zip'))
    assert.deepEqual([await isThere(file), await isThere(join(folder, 'taken-3.zip'))], [true, false])
    assert.equal(withEnding('mx', '-2'), 'mx-2')
  })
})
