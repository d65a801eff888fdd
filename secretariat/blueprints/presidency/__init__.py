"""The rotating presidency: ring, trio, handover, priorities."""
