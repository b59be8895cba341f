import { z } from 'zod';

const labels = z.strictObject({ 'app.kubernetes.io/name': z.string() });
const metadata = z.strictObject({ name: z.string(), labels });
const selector = z.strictObject({ matchLabels: labels });
const httpGet = z.strictObject({ path: z.enum(['/healthz', '/readyz']), port: z.literal('http') });
const probe = z.strictObject({
  httpGet,
  periodSeconds: z.number(),
  timeoutSeconds: z.number().optional(),
  failureThreshold: z.number().optional(),
});

/** No `subPath`: a file that is mounted by itself is never updated. */
const volumeMount = z.strictObject({ name: z.string(), mountPath: z.string(), readOnly: z.literal(true) });

const container = z.strictObject({
  name: z.string(),
  image: z.string().regex(/:\d+\.\d+\.\d+$/),
  env: z.array(z.strictObject({ name: z.string().regex(/_FILE$/), value: z.string() })),
  ports: z.tuple([z.strictObject({ name: z.literal('http'), containerPort: z.literal(3000) })]),
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe.extend({ httpGet: httpGet.extend({ path: z.literal('/readyz') }) }),
  resources: z.strictObject({
    requests: z.strictObject({ cpu: z.string(), memory: z.string() }),
    limits: z.strictObject({ memory: z.string() }),
  }),
  securityContext: z.strictObject({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.strictObject({ drop: z.tuple([z.literal('ALL')]) }),
  }),
  volumeMounts: z.array(volumeMount),
});

const volume = z.strictObject({
  name: z.string(),
  configMap: z.strictObject({ name: z.string() }).optional(),
  secret: z.strictObject({ secretName: z.string(), defaultMode: z.literal(0o440) }).optional(),
});

const pod = z.strictObject({
  metadata: z.strictObject({ labels, annotations: z.record(z.string(), z.string()) }),
  spec: z.strictObject({
    automountServiceAccountToken: z.literal(false),
    enableServiceLinks: z.literal(false),
    terminationGracePeriodSeconds: z.number().min(15),
    securityContext: z.strictObject({
      runAsNonRoot: z.literal(true),
      runAsUser: z.literal(1000),
      runAsGroup: z.literal(1000),
      fsGroup: z.literal(1000),
      seccompProfile: z.strictObject({ type: z.literal('RuntimeDefault') }),
    }),
    topologySpreadConstraints: z.array(
      z.strictObject({
        maxSkew: z.number(),
        topologyKey: z.string(),
        whenUnsatisfiable: z.enum(['DoNotSchedule', 'ScheduleAnyway']),
        labelSelector: selector,
      }),
    ),
    containers: z.array(container).length(1),
    volumes: z.array(volume),
  }),
});

const deployment = z.strictObject({
  apiVersion: z.literal('apps/v1'),
  kind: z.literal('Deployment'),
  metadata,
  spec: z.strictObject({
    replicas: z.number().min(2),
    selector,
    strategy: z.strictObject({
      type: z.literal('RollingUpdate'),
      rollingUpdate: z.strictObject({ maxUnavailable: z.literal(0), maxSurge: z.literal(1) }),
    }),
    template: pod,
  }),
});

const disruptionBudget = z.strictObject({
  apiVersion: z.literal('policy/v1'),
  kind: z.literal('PodDisruptionBudget'),
  metadata,
  spec: z.strictObject({ minAvailable: z.number(), selector }),
});

const configMap = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('ConfigMap'),
  metadata,
  data: z.strictObject({ 'actions.yml': z.string() }),
});

const manifests = z.tuple([deployment, disruptionBudget, configMap]);

/** Our manifests, as strictly as Kubernetes reads them, and as our pages promise them. Throws for anything else in them. */
export function readManifests(documents: readonly unknown[]) {
  const [{ spec }, budget, allowlist] = manifests.parse(documents);
  return { pod: spec.template, replicas: spec.replicas, selector: spec.selector, budget: budget.spec, allowlist };
}
