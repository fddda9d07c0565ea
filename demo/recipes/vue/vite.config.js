import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

// They are none of Vue's own components.
const isCustomElement = (tag) => tag.startsWith('payment-')

export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { isCustomElement } } })],
})
