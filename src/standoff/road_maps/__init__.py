"""Road maps: sequences of steps that no party is ever better off leaving."""

from standoff.road_maps.answers import OBJECTIVES, RoadMaps
from standoff.road_maps.roadmap import METHODS, RoadMap

__all__ = ["METHODS", "OBJECTIVES", "RoadMap", "RoadMaps"]
