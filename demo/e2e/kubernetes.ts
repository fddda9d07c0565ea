/** The parts of Kubernetes' objects that deploy/ has, by https://kubernetes.io/docs/reference/kubernetes-api: nothing else may stand there. */

import * as v from 'valibot'

const Name = v.pipe(v.string(), v.regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/))
const Labels = v.record(v.string(), v.pipe(v.string(), v.maxLength(63)))
const Metadata = v.strictObject({ name: Name, labels: Labels })
const Selector = v.strictObject({ matchLabels: Labels })
const Count = v.pipe(v.number(), v.integer(), v.minValue(0))
const Seconds = Count
const Port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))
const Memory = v.pipe(v.string(), v.regex(/^\d+Mi$/))
const Cpu = v.pipe(v.string(), v.regex(/^\d+m$/))
const Reference = v.strictObject({ name: Name })

const Probe = v.strictObject({
  httpGet: v.strictObject({ path: v.string(), port: Name }),
  periodSeconds: Seconds,
  timeoutSeconds: v.exactOptional(Seconds),
  failureThreshold: Count,
})

const Container = v.strictObject({
  name: Name,
  image: v.string(),
  envFrom: v.array(
    v.union([
      v.strictObject({ configMapRef: Reference }),
      v.strictObject({ secretRef: Reference }),
    ]),
  ),
  ports: v.array(v.strictObject({ name: Name, containerPort: Port })),
  livenessProbe: Probe,
  startupProbe: Probe,
  readinessProbe: Probe,
  lifecycle: v.strictObject({
    preStop: v.strictObject({ exec: v.strictObject({ command: v.array(v.string()) }) }),
  }),
  resources: v.strictObject({
    requests: v.strictObject({ cpu: Cpu, memory: Memory }),
    limits: v.strictObject({ memory: Memory }),
  }),
  securityContext: v.strictObject({
    allowPrivilegeEscalation: v.boolean(),
    readOnlyRootFilesystem: v.boolean(),
    capabilities: v.strictObject({ drop: v.array(v.string()) }),
  }),
  volumeMounts: v.array(v.strictObject({ name: Name, mountPath: v.string() })),
})

const Pod = v.strictObject({
  automountServiceAccountToken: v.boolean(),
  enableServiceLinks: v.boolean(),
  terminationGracePeriodSeconds: Seconds,
  securityContext: v.strictObject({
    runAsNonRoot: v.boolean(),
    runAsUser: Count,
    runAsGroup: Count,
    seccompProfile: v.strictObject({ type: v.picklist(['RuntimeDefault', 'Localhost']) }),
  }),
  topologySpreadConstraints: v.array(
    v.strictObject({
      maxSkew: v.pipe(v.number(), v.minValue(1)),
      topologyKey: v.string(),
      whenUnsatisfiable: v.picklist(['DoNotSchedule', 'ScheduleAnyway']),
      labelSelector: Selector,
    }),
  ),
  containers: v.tuple([Container]),
  volumes: v.array(v.strictObject({ name: Name, emptyDir: v.strictObject({ sizeLimit: Memory }) })),
})

export const ConfigMap = v.strictObject({
  apiVersion: v.literal('v1'),
  kind: v.literal('ConfigMap'),
  metadata: Metadata,
  // A number would be refused: all of it is text.
  data: v.record(v.string(), v.string()),
})

export const Deployment = v.strictObject({
  apiVersion: v.literal('apps/v1'),
  kind: v.literal('Deployment'),
  metadata: Metadata,
  spec: v.strictObject({
    replicas: Count,
    selector: Selector,
    strategy: v.strictObject({
      type: v.literal('RollingUpdate'),
      rollingUpdate: v.strictObject({ maxUnavailable: Count, maxSurge: Count }),
    }),
    minReadySeconds: Seconds,
    template: v.strictObject({ metadata: v.strictObject({ labels: Labels }), spec: Pod }),
  }),
})

export const PodDisruptionBudget = v.strictObject({
  apiVersion: v.literal('policy/v1'),
  kind: v.literal('PodDisruptionBudget'),
  metadata: Metadata,
  spec: v.strictObject({ maxUnavailable: Count, selector: Selector }),
})

export const Service = v.strictObject({
  apiVersion: v.literal('v1'),
  kind: v.literal('Service'),
  metadata: Metadata,
  spec: v.strictObject({
    selector: Labels,
    ports: v.array(v.strictObject({ name: Name, port: Port, targetPort: Name })),
  }),
})
