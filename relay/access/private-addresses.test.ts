import type { LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refusePrivate } from './private-addresses.ts'

describe('a public name', () => {
  /** What is left of the addresses that a public name has. */
  const left = (...addresses: string[]): Promise<string[]> =>
    new Promise((resolve, reject) => {
      const lookup = refusePrivate((_host, _options, callback) => {
        callback(
          null,
          addresses.map((address) => ({ address, family: isIP(address) })),
        )
      })
      lookup('shop.example.com', { all: true }, (error, found) => {
        if (error) reject(error)
        else resolve((found as LookupAddress[]).map(({ address }) => address))
      })
    })

  const PUBLIC = ['1.1.1.1', '100.128.0.1', '172.32.0.1', '192.169.0.1', '223.255.255.255']
  const PUBLIC_IPV6 = ['2606:4700::1111', '64:ff9b::1.1.1.1', '::ffff:1.1.1.1', '2a00::1']

  it.each([...PUBLIC, ...PUBLIC_IPV6])('takes %s', async (address) => {
    expect(await left(address)).toEqual([address])
  })

  const PRIVATE = [
    ...['0.0.0.0', '0.255.255.255', '10.0.0.0', '10.255.255.255', '100.64.0.1', '100.127.255.254'],
    ...['127.0.0.1', '127.255.255.255', '169.254.0.1', '169.254.169.254', '172.16.0.1'],
    ...['172.31.255.255', '192.0.0.192', '192.168.0.1', '192.168.255.255', '198.18.0.1'],
    ...['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ]
  const PRIVATE_IPV6 = [
    ...['::', '::1', '::127.0.0.1', 'fc00::1', 'fdff::1', 'fd00:ec2::254', 'fe80::1', 'febf::1'],
    ...['fe80::1%eth0', 'fec0::1', 'ff02::1', '2002:a00:1::', '2001::1', '64:ff9b:1::1'],
  ]

  it.each([...PRIVATE, ...PRIVATE_IPV6])('refuses %s', async (address) => {
    await expect(left(address)).rejects.toThrow('is a private address')
  })

  it.each(PRIVATE)('refuses %s as IPv6 writes it', async (address) => {
    for (const written of [`::ffff:${address}`, `64:ff9b::${address}`]) {
      const hex = new URL(`http://[${written}]`).hostname.slice(1, -1)
      await expect(left(written)).rejects.toThrow('is a private address')
      await expect(left(hex)).rejects.toThrow('is a private address')
    }
  })

  it('refuses every address of a private network, in whichever form it comes', async () => {
    const byte = fc.nat(255)
    const within = (...fixed: number[]) =>
      fc.tuple(byte, byte, byte, byte).map((bytes) => [...fixed, ...bytes].slice(0, 4).join('.'))
    const networks = [
      ...[within(10), within(127), within(0), within(169, 254), within(192, 168), within(198, 18)],
      ...[16, 23, 31].map((second) => within(172, second)),
      ...[64, 99, 127].map((second) => within(100, second)),
      ...[224, 239, 240, 255].map((first) => within(first)),
    ]
    const forms = [
      (ip: string) => ip,
      (ip: string) => `::ffff:${ip}`,
      (ip: string) => `::${ip}`,
      (ip: string) => `64:ff9b::${ip}`,
      (ip: string) => new URL(`http://[::ffff:${ip}]`).hostname.slice(1, -1),
      (ip: string) => new URL(`http://[64:ff9b::${ip}]`).hostname.slice(1, -1),
      (ip: string) => `2002:${hexOf(ip)}::1`,
    ]
    await fc.assert(
      fc.asyncProperty(fc.oneof(...networks), fc.constantFrom(...forms), async (ip, form) => {
        await expect(left(form(ip))).rejects.toThrow('is a private address')
      }),
      { numRuns: 500 },
    )
  })

  it('leaves the public ones, in their order, wherever there is one', async () => {
    const open = [...PUBLIC, ...PUBLIC_IPV6]
    const mixed = fc.shuffledSubarray([...open, ...PRIVATE, ...PRIVATE_IPV6], { minLength: 1 })
    await fc.assert(
      fc.asyncProperty(mixed, async (addresses) => {
        const expected = addresses.filter((address) => open.includes(address))
        if (expected.length > 0) expect(await left(...addresses)).toEqual(expected)
        else await expect(left(...addresses)).rejects.toThrow(addresses.join(', '))
      }),
    )
  })
})

/** As IPv6 writes it. */
const hexOf = (ip: string): string =>
  (
    ip
      .split('.')
      .map((byte) => Number(byte).toString(16).padStart(2, '0'))
      .join('')
      .match(/.{4}/g) ?? []
  ).join(':')
