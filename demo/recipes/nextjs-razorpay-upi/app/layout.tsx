import type { ReactNode } from 'react'

export const metadata = { title: 'Kikoy House', icons: 'data:,' }

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en-IN">
      <body
        style={{
          colorScheme: 'light dark',
          font: '1rem/1.5 system-ui',
          maxWidth: '28rem',
          margin: '3rem auto',
        }}
      >
        {children}
      </body>
    </html>
  )
}
