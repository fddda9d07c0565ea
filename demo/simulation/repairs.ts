export const REPAIRS = [
  { file: 'widget/client/channel.ts', find: 'return () => tabs?.stop()', replace: 'return () => { tabs?.stop(); tabs = undefined }' },
  { file: 'widget/client/follower.ts', find: '      rouse(false)\n      channel.remove(follower)', replace: "      topic.signal?.removeEventListener('abort', follower.stop)\n      rouse(false)\n      channel.remove(follower)" },
  { file: 'widget/client/channel.ts', find: "    dispatch('drain')\n", replace: "    dispatch('drain')\n    run('backoff')\n" },
  { file: 'widget/client/lifecycle.ts', find: "    watch()\n    if (type === 'pagehide'", replace: "    if (type !== 'online') watch()\n    if (type === 'pagehide'" },
  { file: 'widget/client/channel.ts', find: "    comeBack = ms\n", replace: "    comeBack = ms\n    until = performance.now() + ms\n" },
  { file: 'widget/client/channel.ts', find: "  let comeBack = 0\n", replace: "  let comeBack = 0\n  let until = 0\n" },
  { file: 'widget/client/channel.ts', find: "    if (state === before) return\n", replace: "    if (state === before) return\n    if (before.name === 'closed' && state.name !== 'closed' && until > performance.now()) { state = { ...state, name: 'drained', isOverdue: false }; comeBack = until - performance.now() }\n" },
  { file: 'widget/client/channel.ts', find: "    dispatch('heard')\n", replace: "    if (state.name !== 'probing' || frame.type === 'pong') dispatch('heard')\n" },
  { file: 'widget/client/socket.ts', find: "    send({ type: 'ping' })\n", replace: "    send({ type: 'ping' })\n    isProbing = true\n" },
  { file: 'widget/client/socket.ts', find: "  let heartbeat = 25_000\n", replace: "  let heartbeat = 25_000\n  let isProbing = false\n" },
  { file: 'widget/client/socket.ts', find: "      else {\n", replace: "      else if (!isProbing || (frame as any).type === 'pong') {\n isProbing = false\n" },
]
