/** Device `cmap-banner`: the mailguard banner of FACTS C4. */
import assert from 'node:assert/strict'
import { cmapBanner } from '../../../src/middlebox/devices/cmap-banner.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'

describe('middlebox cmap-banner', () => {
  it('writes its own banner over that of the server and keeps the length', () => {
    const heard = '220 SMTP/cmap_______ read\r\n'
    assert.match(heard, /^220 SMTP\/cmap_+ ?read/)
    assertDialog(cmapBanner, [answerer('220 mx.example ESMTP abcd\r\n', heard)])
  })

  it('leaves a line alone that has no room for its words, and fills one that just has', () => {
    assertDialog(cmapBanner, [answerer('220-mx.example abc\r\n220 mx\r\n', '220 SMTP/cmap read\r\n220 mx\r\n')])
  })

  it('leaves all else alone', () => {
    assertDialog(cmapBanner, [answerer('220\r\n'), dialer('EHLO a\r\n'), answerer('250 mx.example ESMTP abcd\r\n')])
  })
})
