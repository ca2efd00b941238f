/** All emulated middleboxes, by name. Knows nothing of how they are run. */
import type { Device } from './device.ts'
import { addressBlanks } from './devices/address-blanks.ts'
import { allowList } from './devices/allow-list.ts'
import { answerForYou } from './devices/answer-for-you.ts'
import { appendHeader } from './devices/append-header.ts'
import { asaEsmtp } from './devices/asa-esmtp.ts'
import { avShield } from './devices/av-shield.ts'
import { bdatStall } from './devices/bdat-stall.ts'
import { bitFlip } from './devices/bit-flip.ts'
import { blockedSender } from './devices/blocked-sender.ts'
import { bodyFooter } from './devices/body-footer.ts'
import { chop } from './devices/chop.ts'
import { cmapBanner } from './devices/cmap-banner.ts'
import { configuredCapabilities } from './devices/configured-capabilities.ts'
import { cutOff } from './devices/cut-off.ts'
import { ehloRefused } from './devices/ehlo-refused.ts'
import { ehloReorder } from './devices/ehlo-reorder.ts'
import { extraBannerLine } from './devices/extra-banner-line.ts'
import { fiveKeywords } from './devices/five-keywords.ts'
import { flaky } from './devices/flaky.ts'
import { gatekeeper } from './devices/gatekeeper.ts'
import { genericHandler } from './devices/generic-handler.ts'
import { helloByAddress } from './devices/hello-by-address.ts'
import { idsReset } from './devices/ids-reset.ts'
import { imapProxy } from './devices/imap-proxy.ts'
import { inspectionLimits } from './devices/inspection-limits.ts'
import { inspectorDrop } from './devices/inspector-drop.ts'
import { late } from './devices/late.ts'
import { lineSwap } from './devices/line-swap.ts'
import { loginOnly } from './devices/login-only.ts'
import { lostDot } from './devices/lost-dot.ts'
import { lowerCase } from './devices/lower-case.ts'
import { mailboxStarttlsStrip } from './devices/mailbox-starttls-strip.ts'
import { maskAndStrip } from './devices/mask-and-strip.ts'
import { maskBannerOnly } from './devices/mask-banner.ts'
import { noPipelining } from './devices/no-pipelining.ts'
import { noise } from './devices/noise.ts'
import { none } from './devices/none.ts'
import { noopCommands } from './devices/noop-commands.ts'
import { pixFixup } from './devices/pix-fixup.ts'
import { proxiedGreeting } from './devices/proxied-greeting.ts'
import { proxyAvk } from './devices/proxy-avk.ts'
import { proxyBitdefender } from './devices/proxy-bitdefender.ts'
import { repeatBytes } from './devices/repeat-bytes.ts'
import { resigningProxy } from './devices/resigning-proxy.ts'
import { scannerGreeting } from './devices/scanner-greeting.ts'
import { securityServer } from './devices/security-server.ts'
import { shieldGreeting } from './devices/shield-greeting.ts'
import { shieldHeaders } from './devices/shield-headers.ts'
import { shieldTls } from './devices/shield-tls.ts'
import { slowVerbs } from './devices/slow-verbs.ts'
import { sniReset } from './devices/sni-reset.ts'
import { stall } from './devices/stall.ts'
import { stampAntivir } from './devices/stamp-antivir.ts'
import { stampDrweb } from './devices/stamp-drweb.ts'
import { stampVexira } from './devices/stamp-vexira.ts'
import { starBanner } from './devices/star-banner.ts'
import { starttlsAnswered } from './devices/starttls-answered.ts'
import { starttlsCrossedOut } from './devices/starttls-crossed-out.ts'
import { starttlsStrip } from './devices/starttls-strip.ts'
import { subjectTag } from './devices/subject-tag.ts'
import { swapReplies } from './devices/swap-replies.ts'
import { syntax452 } from './devices/syntax-452.ts'
import { tlsOpen } from './devices/tls-open.ts'
import { tlsSabotage } from './devices/tls-sabotage.ts'
import { tls13Reset } from './devices/tls13-reset.ts'
import { toQuotedPrintable } from './devices/to-quoted-printable.ts'
import { transparentProxy } from './devices/transparent-proxy.ts'
import { trimSpace } from './devices/trim-space.ts'
import { upperCase } from './devices/upper-case.ts'
import { virus541 } from './devices/virus-541.ts'
import { virus552 } from './devices/virus-552.ts'
import { virus554 } from './devices/virus-554.ts'
import { virusReplaced } from './devices/virus-replaced.ts'
import { webshield } from './devices/webshield.ts'
import { welcomeFilter } from './devices/welcome-filter.ts'
import { windowStall } from './devices/window-stall.ts'

/** The clean path first, then known kinds, then boxes that no rule may name. */
export const devices: readonly Device[] = [
  none,
  pixFixup,
  asaEsmtp,
  starttlsStrip,
  avShield,
  transparentProxy,
  idsReset,
  tlsOpen,
  answerForYou,
  maskBannerOnly,
  starBanner,
  cmapBanner,
  noopCommands,
  lostDot,
  slowVerbs,
  addressBlanks,
  inspectionLimits,
  tlsSabotage,
  tls13Reset,
  sniReset,
  starttlsCrossedOut,
  ehloRefused,
  starttlsAnswered,
  bdatStall,
  subjectTag,
  helloByAddress,
  virus541,
  blockedSender,
  virusReplaced,
  securityServer,
  virus554,
  virus552,
  syntax452,
  allowList,
  noPipelining,
  fiveKeywords,
  gatekeeper,
  welcomeFilter,
  bodyFooter,
  genericHandler,
  extraBannerLine,
  webshield,
  proxiedGreeting,
  inspectorDrop,
  shieldGreeting,
  scannerGreeting,
  shieldHeaders,
  shieldTls,
  stampAntivir,
  stampVexira,
  stampDrweb,
  proxyBitdefender,
  proxyAvk,
  configuredCapabilities,
  loginOnly,
  imapProxy,
  mailboxStarttlsStrip,
  maskAndStrip,
  resigningProxy,
  bitFlip,
  stall,
  upperCase,
  appendHeader,
  ehloReorder,
  chop,
  flaky,
  noise,
  lineSwap,
  lowerCase,
  late,
  repeatBytes,
  trimSpace,
  toQuotedPrintable,
  swapReplies,
  cutOff,
  windowStall,
]

/** The device of that name; the error of a wrong one lists them all. */
export function deviceNamed(name: string): Device {
  const device = devices.find(candidate => candidate.name === name)
  if (device) return device
  throw new Error(`There is no middlebox "${name}". There are: ${devices.map(each => each.name).join(', ')}.`)
}
