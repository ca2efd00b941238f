import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { halfPlace, userAfterRoot } from '../../cli/offline-place.ts'
import { scratchFolder } from '../bundle/small-bundle.ts'

const folder = scratchFolder()
const isRoot = process.platform === 'linux' && process.getuid?.() === 0

describe('cli/offline-place', () => {
  it('is in this folder where nobody names one, as an absolute name', async () => {
    assert.equal(await halfPlace(undefined, null), resolve('pathproof-responder-half.zip'))
    const file = join(folder, 'a.zip')
    assert.equal(await halfPlace(file, null), file)
  })

  it('is no file that is there, and in no folder that is not', async () => {
    const file = join(folder, 'there.zip')
    writeFileSync(file, '')
    await assert.rejects(halfPlace(file, null), /there\.zip is there already; name another file/)
    await assert.rejects(halfPlace(join(folder, 'missing', 'a.zip'), null), /cannot be put into .*: there is no such/)
  })

  it('knows of no other user but where root gives up its rights', () => {
    const user = userAfterRoot()
    assert.equal(user === null, !isRoot)
    assert.notEqual(user?.uid, 0)
  })

  describe('of a responder that root starts', () => {
    before(function () {
      if (!isRoot) this.skip()
    })

    it('is where that other user may write, and said to be shut where it may not', async () => {
      const user = userAfterRoot()
      const [open, shut] = [join(folder, 'open'), join(folder, 'shut')]
      for (const place of [open, shut]) mkdirSync(place)
      chmodSync(folder, 0o755)
      chmodSync(open, 0o777)
      const file = join(open, 'half.zip')
      assert.equal(await halfPlace(file, user), file)
      await assert.rejects(halfPlace(join(shut, 'half.zip'), user), {
        name: 'UsageError',
        message: `${shut} cannot be written by the user ${user?.name}, as which the responder goes on; name a file in a folder such as /var/tmp`,
      })
    })

    it('is not below a folder that the user may not pass', async () => {
      const place = join(folder, 'above', 'open')
      mkdirSync(place, { recursive: true })
      chmodSync(place, 0o777)
      chmodSync(join(folder, 'above'), 0o700)
      await assert.rejects(halfPlace(join(place, 'half.zip'), userAfterRoot()), /cannot be written by the user/)
    })
  })
})
