"""Works with policies through Kubernetes' own client for Python: prints what it sees, one line each."""
import sys

from kubernetes import client, watch

configuration = client.Configuration()
configuration.host, token = sys.argv[1:3]
configuration.api_key = {"authorization": f"Bearer {token}"}
api = client.ApiClient(configuration)
networking = client.NetworkingV1Api(api)
custom = client.CustomObjectsApi(api)

spec = client.V1NetworkPolicySpec(pod_selector=client.V1LabelSelector())
policy = client.V1NetworkPolicy(metadata=client.V1ObjectMeta(name="python"), spec=spec)
created = networking.create_namespaced_network_policy("default", policy)
print("created", created.metadata.name, created.spec.policy_types)
listed = networking.list_network_policy_for_all_namespaces()
print("listed", [item.metadata.name for item in listed.items])
egress = {"spec": {"policyTypes": ["Ingress", "Egress"]}}
patched = networking.patch_namespaced_network_policy("python", "default", egress)
print("patched", patched.spec.policy_types)
networking.delete_namespaced_network_policy("python", "default")
since = listed.metadata.resource_version
for event in watch.Watch().stream(
    networking.list_namespaced_network_policy, "default", resource_version=since, timeout_seconds=5
):
    print("watched", event["type"], event["object"].metadata.name)
    if event["type"] == "DELETED":
        break

calico = ("projectcalico.org", "v3", "default", "networkpolicies")
body = {
    "apiVersion": "projectcalico.org/v3",
    "kind": "NetworkPolicy",
    "metadata": {"name": "python"},
    "spec": {"selector": "all()", "types": ["Ingress"]},
}
print("created", custom.create_namespaced_custom_object(*calico, body)["spec"]["tier"])
print("patched", custom.patch_namespaced_custom_object(*calico, "python", {"spec": {"order": 7}})["spec"]["order"])
print("listed", [item["metadata"]["name"] for item in custom.list_namespaced_custom_object(*calico)["items"]])
print("deleted", custom.delete_namespaced_custom_object(*calico, "python")["status"])
