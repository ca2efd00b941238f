import { textOf } from '../../src/bytes.ts'
import type { Device } from '../../src/middlebox/device.ts'
import { helloWatch } from '../../src/middlebox/hello-watch.ts'
import { helloBytes } from '../support/hellos.ts'
import { answerer, assertDialog, dialer, fin } from './dialog.ts'

const watch: Device = {
  name: 'watch',
  description: 'Minds a name.',
  open: () => helloWatch(({ serverName }) => serverName === 'bad.example'),
}
const bad = textOf(helloBytes({ serverName: 'bad.example' }))
const good = textOf(helloBytes())

describe('middlebox/hello-watch', () => {
  it('passes everything on until a ClientHello that it minds is whole, and then resets both ends', () => {
    assertDialog(watch, [dialer(bad, '[reset]', '[reset]'), answerer('late', ''), dialer('late', '')])
    assertDialog(watch, [
      answerer('220 mx\r\n'),
      dialer('STARTTLS\r\n'),
      answerer('220 go\r\n'),
      dialer(bad, '[reset]', '[reset]'),
    ])
  })

  it('passes on any other ClientHello, and all that comes behind it', () => {
    assertDialog(watch, [dialer(good), answerer('hello'), dialer(bad)])
  })

  it('minds nothing in the middle of a line', () => {
    assertDialog(watch, [dialer('EHLO '), dialer(bad)])
  })

  it('passes on what only began like one, also when the dialer says no more', () => {
    assertDialog(watch, [dialer('\x16EHLO\r\n'), answerer('500 what\r\n')])
    assertDialog(watch, [dialer(bad.slice(0, 20), ''), fin('dialer', `${bad.slice(0, 20)}[fin]`)])
  })
})
