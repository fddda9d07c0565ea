import { BlockList, isIPv4 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clientAddress, isWithin, networkOf } from './client-address.ts'

const address = fc.oneof(fc.ipV4(), fc.ipV6())

/** What a client may write itself: addresses, and anything else. */
const written = fc.option(
  fc.oneof(
    fc.array(address).map((hops) => hops.join(', ')),
    fc.string(),
    fc.constantFrom('unknown', ',', ', ,', '_hidden', '10.0.0.1,,', 'for=10.0.0.1;proto=https'),
  ),
  { nil: undefined },
)

/** What each proxy on the way adds to the header: who called it. As they write it. */
const passedOn = (header: string | undefined, caller: string): string =>
  header === undefined ? caller : `${header}, ${caller}`

const plain = (text: string) => text.replace(/^::ffff:(?=\d+\.)/i, '')

describe('the address of a client', () => {
  it('is its own behind as many proxies as we trust, whatever it writes into the header', () => {
    const proxies = fc.array(address, { maxLength: 4 })
    fc.assert(
      fc.property(written, address, proxies, (header, client, between) => {
        const [remote, ...before] = [client, ...between].reverse()
        const forwardedFor = before.reverse().reduce(passedOn, header)
        expect(clientAddress(forwardedFor, remote, between.length)).toBe(plain(client))
      }),
    )
  })

  it('is unknown where fewer proxies have written than we trust', () => {
    fc.assert(
      fc.property(fc.array(address, { maxLength: 4 }), address, fc.nat(8), (hops, remote, more) => {
        const header = hops.length > 0 ? hops.join(', ') : null
        expect(clientAddress(header, remote, hops.length + 1 + more)).toBeUndefined()
      }),
    )
  })

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1:4711', '192.0.2.1'],
    ['2001:db8::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:4711', '2001:db8::1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['[::ffff:192.0.2.1]:5', '192.0.2.1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['spoofed, 192.0.2.1', '192.0.2.1'],
    ['unknown', undefined],
    ['999.1.1.1', undefined],
    ['0x0a.0.0.1', undefined],
    ['10.1', undefined],
    ['[10.0.0.1', undefined],
    ['', undefined],
  ])('as a proxy writes it, "%s", is %s', (header, is) => {
    expect(clientAddress(header, '127.0.0.1', 1)).toBe(is)
  })
})

describe('whose an address is', () => {
  it('are those of one /64, of IPv6', () => {
    const near = fc.tuple(fc.ipV6(), fc.ipV6())
    fc.assert(
      fc.property(near, ([one, other]) => {
        const list = new BlockList()
        list.addSubnet(one, 64, 'ipv6')
        expect(networkOf(one) === networkOf(other)).toBe(isWithin(list, other))
      }),
    )
    expect(networkOf('2001:db8:0:7::1')).toBe(networkOf('2001:DB8::7:ffff:ffff:ffff:ffff'))
    expect(networkOf('2001:db8:0:7::1')).not.toBe(networkOf('2001:db8:0:8::1'))
  })

  it('is each one’s own, of IPv4', () => {
    fc.assert(
      fc.property(fc.ipV4(), (one) => {
        expect(isIPv4(one) && networkOf(one)).toBe(one)
      }),
    )
  })
})
